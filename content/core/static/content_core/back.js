// A page with errors was got by POST and is kept by no cache: Back and reload would show the
// browser's warning that the form is sent again. From here on they ask for the page instead,
// where what was typed is kept.
history.replaceState(history.state, "", location.href);
