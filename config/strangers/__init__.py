"""What holds for those whom we do not know yet, and for what anybody sends.

addresses  who asks, behind how many proxies       sign_in  how often somebody may try a password
rates      how often the API may be asked          visits   how often strangers may do on a page
bodies     how much may be sent
caches     what nobody may keep                    refusals how all of them say no
ending     what ends with a password or a deactivation
"""
