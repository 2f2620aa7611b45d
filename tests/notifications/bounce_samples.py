"""Bounces in the shapes of the servers that send them; people and machines are invented.

A sample is filled with the address that was written to, the Message-ID, the address the bounce
came to and its date.
"""

from dataclasses import dataclass

RETURNED = """\
Received: from app.casewalk.example (app.casewalk.example [192.0.2.10])
From: Casewalk <support@casewalk.example>
To: {address}
Subject: =?utf-8?b?5oKo55qE5Ye65qy+?=
Message-ID: {message_id}
Content-Type: text/plain; charset="utf-8"
"""


@dataclass(frozen=True)
class Sample:
    """`reason` is "" where the mail did not fail; `signed_only`: only our address proves it."""

    name: str
    raw: str
    taken: str = "failed"
    reason: str = ""
    signed_only: bool = False

    def filled(self, *, address: str, message_id: str, to: str, date: str) -> bytes:
        text = self.raw.replace("{returned}", RETURNED)
        for name, value in (
            ("address", address), ("message_id", message_id), ("to", to), ("date", date),
        ):  # fmt: skip
            text = text.replace(f"{{{name}}}", value)
        return text.replace("\n", "\r\n").encode()


def report(
    sender: str,
    subject: str,
    text: str,
    status: str,
    *,
    returned: str = "message/rfc822",
    kind: str = "message/delivery-status",
    boundary: str = "2A7F3.1772441/mx.example.test",
    extra: str = "Auto-Submitted: auto-replied\n",
) -> str:
    extra = extra.replace("auto-replied", "auto-replied (failure)") if extra else ""
    return f"""\
Return-Path: <>
Date: {{date}}
From: {sender}
Subject: {subject}
To: {{to}}
{extra}MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="{boundary}"

This is a MIME-encapsulated message.

--{boundary}
Content-Description: Notification
Content-Type: text/plain; charset=utf-8

{text}

--{boundary}
Content-Description: Delivery report
Content-Type: {kind}

{status}

--{boundary}
Content-Description: Undelivered Message
Content-Type: {returned}

{{returned}}
Your payout needs you.

--{boundary}--
"""


def block(
    action: str, status: str, diagnostic: str, *, mta: str = "mx.example.test", final: str = ""
) -> str:
    lines = [f"Final-Recipient: rfc822; {final or '{address}'}", f"Action: {action}"]
    lines += [f"Status: {status}", f"Remote-MTA: dns; {mta}"]
    if diagnostic:
        lines.append(f"Diagnostic-Code: smtp; {diagnostic}")
    return "\n".join(lines)


def postfix(action: str, status: str, diagnostic: str, subject: str = "Undelivered Mail") -> str:
    about = (
        "Reporting-MTA: dns; mx.example.test\nX-Postfix-Queue-ID: 2A7F3\nX-Postfix-Sender: rfc822; "
        "{to}\nArrival-Date: Mon,  2 Mar 2026 09:00:00 +0000 (UTC)\n\n"
    )
    recipient = block(action, status, diagnostic).replace(
        "\nAction", "\nOriginal-Recipient: rfc822;{address}\nAction", 1
    )
    return report(
        "MAILER-DAEMON@mx.example.test (Mail Delivery System)", subject,
        f"I'm sorry to have to inform you.\n\n<{{address}}>: {diagnostic}", about + recipient,
    )  # fmt: skip


def plain(sender: str, subject: str, text: str, extra: str = "") -> str:
    return f"""\
Return-Path: <>
Date: {{date}}
From: {sender}
To: {{to}}
Subject: {subject}
{extra}MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

{text}
"""


EXIM = """\
This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  {{address}}
    host mx.example.test [192.0.2.25]
    SMTP error from remote mail server after RCPT TO:<{{address}}>:
    {reply}
"""
QMAIL = """\
Hi. This is the qmail-send program at mx.example.test.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<{{address}}>:
192.0.2.25 does not like recipient.
Remote host said: {reply}
Giving up on 192.0.2.25.

--- Below this line is a copy of the message.

{{returned}}
"""

SAMPLES = [
    Sample("postfix, unknown user", postfix(
        "failed", "5.1.1", "550 5.1.1 <{address}>: Recipient address rejected: User unknown"),
        reason="no_address"),
    Sample("postfix, no such domain", postfix(
        "failed", "5.4.4", "Host or domain name not found"), reason="no_address"),
    Sample("postfix, null MX", postfix(
        "failed", "5.1.10", "556 5.1.10 Domain does not accept mail (nullMX)"),
        reason="no_address"),
    Sample("postfix, over quota", postfix(
        "failed", "5.2.2", "552 5.2.2 <{address}>: Mailbox full"), reason="mailbox_full"),
    Sample("postfix, gave up after five days", postfix(
        "failed", "4.4.1", "connect to mx.example.test[192.0.2.25]:25: Connection timed out"),
        reason="expired"),
    Sample("postfix, delayed", postfix(
        "delayed", "4.4.1", "Connection timed out", "Delayed Mail (still being retried)"),
        taken="delayed"),
    Sample("postfix, delivered", postfix(
        "delivered", "2.0.0", "250 2.0.0 OK", "Successful Mail Delivery Report"),
        taken="delivered"),
    Sample("postfix, relayed onwards", postfix("relayed", "2.0.0", "250 OK"), taken="no report"),
    Sample("postfix, expanded to a list", postfix("expanded", "2.0.0", "250"), taken="no report"),
    Sample("exim with a report", report(
        "Mail Delivery System <Mailer-Daemon@mx.example.test>",
        "Mail delivery failed: returning message to sender",
        EXIM.format(reply="550 5.1.1 no such user").replace("{{", "{").replace("}}", "}"),
        "Reporting-MTA: dns; mx.example.test\n\nAction: failed\nFinal-Recipient: rfc822;{address}\n"
        "Status: 5.0.0\nRemote-MTA: dns; mx.example.test\nDiagnostic-Code: smtp; 550 5.1.1 no such "
        "user", returned="text/rfc822-headers", extra="X-Failed-Recipients: {address}\n"),
        reason="no_address"),
    Sample("exim of old, words only", plain(
        "Mail Delivery System <Mailer-Daemon@mx.example.test>", "Mail delivery failed",
        EXIM.format(reply="550 Unrouteable: unknown user {address}"),
        "X-Failed-Recipients: {address}\nAuto-Submitted: auto-replied\n"),
        reason="no_address", signed_only=True),
    Sample("exim of old, spam", plain(
        "Mail Delivery System <Mailer-Daemon@mx.example.test>", "Mail delivery failed",
        EXIM.format(reply="550-5.7.1 this message looks like spam\n    550 5.7.1 see our policy"),
        "X-Failed-Recipients: {address}\n"), reason="blocked", signed_only=True),
    Sample("exchange in the house", report(
        "Microsoft Outlook <postmaster@example.test>", "Undeliverable: =?utf-8?b?5oKo?=",
        "Delivery has failed to these recipients or groups: {address}",
        "Reporting-MTA: dns;EX01.corp.example.test\n\nOriginal-recipient: rfc822;{address}\n"
        "Final-recipient: rfc822;{address}\nAction: failed\nStatus: 5.1.10\nDiagnostic-code: smtp;"
        "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup"),
        reason="no_address"),
    Sample("exchange online, not in the directory", report(
        "<postmaster@outlook.example>", "Undeliverable", "Your message couldn't be delivered.",
        "Reporting-MTA: dns;DM6.prod.outlook.example\n\n" + block("failed", "5.4.1",
        "550 5.4.1 Recipient address rejected: Access denied. AS(201806281)")),
        reason="no_address"),
    Sample("exchange online, quota", report(
        "<postmaster@outlook.example>", "Undeliverable", "Their mailbox is full.",
        "Reporting-MTA: dns;DM6.prod.outlook.example\n\n" + block("failed", "5.2.2",
        "554 5.2.2 mailbox full; STOREDRV.Deliver.Exception:QuotaExceededException")),
        reason="mailbox_full"),
    Sample("gmail, no such account", report(
        "Mail Delivery Subsystem <mailer-daemon@googlemail.example>",
        "Delivery Status Notification (Failure)",
        "** Address not found **\n\nYour message wasn't delivered to {address}.",
        "Reporting-MTA: dns; googlemail.example\nReceived-From-MTA: dns; support@casewalk.example\n"
        "X-Original-Message-ID: {message_id}\n\n" + block("failed", "5.1.1",
        "550-5.1.1 The email account that you tried to reach does not exist.")),
        reason="no_address"),
    Sample("gmail, disabled account", report(
        "Mail Delivery Subsystem <mailer-daemon@googlemail.example>",
        "Delivery Status Notification (Failure)", "** Message not delivered **",
        "Reporting-MTA: dns; googlemail.example\n\n" + block("failed", "5.2.1",
        "550-5.2.1 The email account that you tried to reach is inactive.")),
        reason="no_address"),
    Sample("gmail, not authenticated", report(
        "Mail Delivery Subsystem <mailer-daemon@googlemail.example>",
        "Delivery Status Notification (Failure)", "** Message blocked **",
        "Reporting-MTA: dns; googlemail.example\n\n" + block("failed", "5.7.26",
        "550-5.7.26 This mail has been blocked because the sender is unauthenticated.")),
        reason="blocked"),
    Sample("gmail, will try for 45 more hours", report(
        "Mail Delivery Subsystem <mailer-daemon@googlemail.example>",
        "Delivery Status Notification (Delay)", "** Delivery incomplete **",
        "Reporting-MTA: dns; googlemail.example\n\n" + block("delayed", "4.2.2",
        "452-4.2.2 The recipient's inbox is out of storage space.")
        + "\nWill-Retry-Until: Wed, 04 Mar 2026 06:00:00 +0000"), taken="delayed"),
    Sample("sendmail", report(
        "Mail Delivery Subsystem <MAILER-DAEMON@mx.example.test>",
        "Returned mail: see transcript for details",
        "   ----- The following addresses had permanent fatal errors -----\n<{address}>",
        "Reporting-MTA: dns; mx.example.test\nArrival-Date: Mon, 2 Mar 2026 09:00:00 GMT\n\n"
        + block("failed", "5.1.1", "550 5.1.1 User unknown"),
        boundary="x22930.1772441/mx.example.test"), reason="no_address"),
    Sample("a report in UTF-8", report(
        "MAILER-DAEMON@mx.example.test", "邮件退回", "您的邮件无法送达。",
        "Reporting-MTA: dns; mx.example.test\n\nFinal-Recipient: utf-8; {address}\nAction: failed\n"
        "Status: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 用户不存在",
        kind="message/global-delivery-status", returned="message/global"), reason="no_address"),
    Sample("qmail, no mailbox", plain(
        "MAILER-DAEMON@mx.example.test", "failure notice",
        QMAIL.format(reply="550 sorry, no mailbox here by that name. (#5.1.1)")),
        reason="no_address", signed_only=True),
    Sample("qmail, quota", plain(
        "MAILER-DAEMON@mx.example.test", "failure notice",
        QMAIL.format(reply="552 5.2.2 The user you are trying to reach is over quota")),
        reason="mailbox_full", signed_only=True),
    Sample("qq, no such mailbox", plain(
        "PostMaster@qq.example", "来自qq.example的退信",
        "抱歉，您的邮件被退回来了……\n收件人邮件地址（{address}）不存在，邮件无法送达。\n"
        "host mx3.qq.example said: 550 Mailbox not found. http://service.mail.qq.example/22"),
        reason="no_address", signed_only=True),
    Sample("qq, too often", plain(
        "PostMaster@qq.example", "来自qq.example的退信",
        "抱歉，您的邮件被退回来了……\n550 Mail content denied. http://service.mail.qq.example/726"),
        reason="blocked", signed_only=True),
    Sample("163, with a report", report(
        "Postmaster@163.example", "系统退信/Systems bounce",
        "抱歉，您的邮件被退回来了。收件人 {address} 不存在。",
        "Reporting-MTA: dns; m12.163.example\n\n" + block("failed", "5.0.0",
        "550 User not found: {address}"), boundary="----=_Part_163_1772441",
        extra="X-Mailer: Coremail\n"), reason="no_address"),
    Sample("163, spam", report(
        "Postmaster@163.example", "系统退信/Systems bounce", "您的邮件被收件人邮箱拒收。",
        "Reporting-MTA: dns; m12.163.example\n\n" + block("failed", "5.0.0",
        "554 DT:SPM 163 smtp10,DsCowAB, please see http://mail.163.example/help"),
        extra=""), reason="blocked"),
    Sample("aliyun, full", report(
        "MAILER-DAEMON@aliyun.example", "退信", "收件人邮箱已满。",
        "Reporting-MTA: dns; smtp.aliyun.example\n\n" + block("failed", "5.0.0",
        "552 mailbox is full")), reason="mailbox_full"),
    Sample("yahoo, words in the report only", report(
        "MAILER-DAEMON@yahoo.example", "Failure Notice", "Sorry, we were unable to deliver it.",
        "Reporting-MTA: dns; mta.yahoo.example\n\n" + block("failed", "5.0.0",
        "554 delivery error: dd This user doesn't have a yahoo.example account [0] - mta")),
        reason="no_address"),
    # What only flufl.bounce knows; the same forms as in its own samples.
    Sample("failed recipients in words", plain(
        "Mail Administrator <mail@mx.example.test>", "Returned Mail",
        "failed addresses follow:\n {address} ... user unknown\nmessage text follows:\n\nx\n"),
        reason="no_address", signed_only=True),
    Sample("a warning in words alone", plain(
        "Mail Delivery Subsystem <mailer@mx.example.test>", "Warning: not delivered yet",
        "The address to which the message has not yet been delivered is:\n\n  {address}\n\n"
        "    550 is what the server said.\n\nNo action is required on your part.\n"),
        taken="delayed", signed_only=True),
    Sample("for now, whatever its subject says", postfix(
        "failed", "4.1.1", "451 4.1.1 no such user yet"), reason="expired"),
    Sample("no address but a rate", postfix(
        "failed", "5.1.1", "550 5.1.1 Connection frequency limited"), reason="busy"),
    Sample("no address but the sender's fault", postfix(
        "failed", "5.1.0", "550 5.1.0 sender rejected, SPF"), reason="blocked"),
]  # fmt: skip
