"""Reports of mail servers, as Postfix and others write them (RFC 3464)."""

HEADERS = "Message-ID: {id}\nSubject: Votre demande\nFrom: ville@townhall.invalid\n"
REPORT = """\
Return-Path: <>
From: MAILER-DAEMON@mx.invalid
To: ville@townhall.invalid
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.invalid

Final-Recipient: rfc822; camille@exemple.invalid
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 User unknown

--b
Content-Type: {part}

{headers}
--b--
"""


def report(
    message_id: str, *, action: str = "failed", status: str = "5.1.1", whole: bool = False
) -> bytes:
    """A report on the mail of ``message_id``; ``whole`` gives the mail back with it."""
    headers = HEADERS.format(id=message_id) + ("\nBonjour\n" if whole else "")
    part = "message/rfc822" if whole else "text/rfc822-headers"
    return REPORT.format(action=action, status=status, part=part, headers=headers).encode()
