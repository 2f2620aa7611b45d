"""How mail programs set an answer above what it answers; people and texts are invented.

Each: its name, what stands above, and the whole text.
"""

NEW = "您好，款还没有到账，请再查一下。\n\n谢谢！"
OLD = "您的出款 PAY-1 正在处理。\n有问题请回复本邮件。"
US = "Casewalk <support@casewalk.example>"


def _marked(text: str) -> str:
    return "\n".join(f"> {line}" for line in text.split("\n"))


CHINESE = {
    "QQ": f"""{NEW}



------------------ 原始邮件 ------------------
发件人: "Casewalk" <support@casewalk.example>;
发送时间: 2026年3月2日(星期一) 下午5:00
收件人: "李伟"<li@qq.example>;
主题: 您的出款

{OLD}""",
    "163": f"""{NEW}



在 2026-03-02 17:00:00，"Casewalk" <support@casewalk.example> 写道：

{OLD}""",
    "163, the newer": f"""{NEW}


---- 回复的原邮件 ----
| 发件人 | Casewalk<support@casewalk.example> |
| 日期 | 2026年03月02日 17:00 |
| 收件人 | <li@163.example> |
| 主题 | 您的出款 |
{OLD}""",
    "Foxmail": f"""{NEW}



李伟

发件人： Casewalk
发送时间： 2026-03-02 17:00
收件人： li
主题： 您的出款
{OLD}""".replace("\n\n李伟\n", "\n"),
    "Outlook": f"""{NEW}

________________________________
发件人: {US}
发送时间: 2026年3月2日 17:00
收件人: 李伟 <li@outlook.example>
主题: 您的出款

{OLD}""",
    "Outlook of the desk": f"""{NEW}

-----邮件原件-----
发件人: {US}
发送时间: 2026年3月2日 17:00
收件人: 李伟
主题: 您的出款

{OLD}""",
    "Apple Mail": f"""{NEW}

> 在 2026年3月2日，17:00，{US} 写道：
>
{_marked(OLD)}""",
    "iPhone": f"""{NEW}

发自我的iPhone

> 在 2026年3月2日，17:00，{US} 写道：
>
{_marked(OLD)}""",
    "Gmail": f"""{NEW}

Casewalk <support@casewalk.example> 于2026年3月2日周一 17:00写道：

{_marked(OLD)}""",
    "QQ on a phone": f"""{NEW}

发自我的QQ邮箱


------------------ Original ------------------
From: Casewalk <support@casewalk.example>
Date: 周一,3月 2,2026 5:00 下午
To: li <li@qq.example>
Subject: Re: 您的出款

{OLD}""",
}  # fmt: skip

SAID = "Hello, the money is not here yet.\n\nPlease look again."
TOLD = "Your payout PAY-1 is under way.\nReply to this mail if you need us."
OTHERS = {
    "Gmail": f"{SAID}\n\nOn Mon, Mar 2, 2026 at 9:00 AM {US} wrote:\n\n{_marked(TOLD)}",
    "Gmail, broken over lines": f"{SAID}\n\nOn Mon, Mar 2, 2026 at 9:00 AM Casewalk\n"
    f"<support@casewalk.example> wrote:\n\n{_marked(TOLD)}",
    "Apple Mail": f"{SAID}\n\n> On 2 Mar 2026, at 09:00, {US} wrote:\n> \n{_marked(TOLD)}",
    "Outlook": f"{SAID}\n\n________________________________\nFrom: {US}\nSent: Monday, March 2\n"
    f"To: Li\nSubject: Your payout\n\n{TOLD}",
    "Outlook of old": f"{SAID}\n\n-----Original Message-----\nFrom: {US}\nSent: Monday\nTo: Li\n"
    f"Subject: Your payout\n\n{TOLD}",
    "Thunderbird": f"{SAID}\n\nOn 3/2/26 09:00, Casewalk wrote:\n{_marked(TOLD)}",
    "German": f"{SAID}\n\nAm 02.03.2026 um 09:00 schrieb Casewalk:\n{_marked(TOLD)}",
    "French": f"{SAID}\n\nLe lun. 2 mars 2026 à 09:00, Casewalk a écrit :\n\n{_marked(TOLD)}",
    "a signature": f"{SAID}\n\n-- \nLi Wei\n+86 10 5555 0100",
    "a phone": f"{SAID}\n\nSent from my iPhone",
    "nothing below": SAID,
    "a head right below the last line": f"{SAID}\nOn Mon, Mar 2, 2026 at 9:00 AM Casewalk\n"
    f"<support@casewalk.example> wrote:\n{_marked(TOLD)}",
    "a marked head right below": f"{SAID}\n> On 2 Mar 2026, at 09:00, {US} wrote:\n{_marked(TOLD)}",
    "the quote above": f"On Mon, Mar 2, 2026 at 9:00 AM {US} wrote:\n{_marked(TOLD)}\n\n{SAID}",
    "Russian": f"{SAID}\n\n02.03.2026 9:00 пользователь {US} написал:\n{_marked(TOLD)}",
}

# What was written below or between is never folded.
MIXED = {
    "answers between": f"> {TOLD.split(chr(10), maxsplit=1)[0]}\nIt is not.\n> Reply\nI do.",
    "above and between": f"Hello\n\nOn Mon, Mar 2, 2026 at 9:00 AM {US} wrote:\n> Your payout\n"
    "It is not here.\n> Reply",
    "what a bank wrote": "On 2026-03-01 the bank wrote:\nYour account is closed.\n\nWhat now?",
    "a list of dates": "On Monday I wrote:\nplease pay\n\nOn Tuesday nobody answered.",
    "passed on": "See below.\n\n---------- Forwarded message ---------\nFrom: Bank <a@bank.test>\n"
    "Date: Monday\nSubject: Refused\nTo: Li\n\nWe refused it.",
    "fields of a payment": "Date: 2 March\nFrom: my bank\nwhat do I do?",
}
