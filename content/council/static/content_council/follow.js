// Follow the film in the transcript and play from a time mark without loading the page.
// An aid only: every time mark is a link that works without this file.
(() => {
  "use strict";
  for (const video of document.querySelectorAll("video[data-film]")) {
    const part = document.querySelector(`[data-transcript="${video.dataset.film}"]`);
    if (!part) continue;
    const marks = [...part.querySelectorAll("a[data-seconds]")].map((link) => ({
      seconds: Number(link.dataset.seconds),
      cue: link.closest(".cue"),
      link,
    })).sort((one, other) => one.seconds - other.seconds);
    let shown = part.querySelector(".cue[aria-current]");
    const mark = (cue) => {
      if (cue === shown) return;
      shown?.removeAttribute("aria-current");
      cue?.setAttribute("aria-current", "true");
      shown = cue;
    };
    video.addEventListener("timeupdate", () => {
      if (video.paused) return;
      let cue = null;
      for (const one of marks) {
        if (one.seconds > video.currentTime + 0.05) break;
        cue = one.cue;
      }
      mark(cue);
    });
    part.addEventListener("click", (event) => {
      const link = event.target.closest("a[data-seconds]");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
      event.preventDefault();
      history.replaceState(null, "", link.href);
      const play = () => {
        video.currentTime = Number(link.dataset.seconds);
        void video.play();
      };
      if (video.readyState > 0) play();
      else {
        video.addEventListener("loadedmetadata", play, { once: true });
        video.preload = "metadata";
        video.load();
      }
      mark(link.closest(".cue"));
    });
  }
})();
