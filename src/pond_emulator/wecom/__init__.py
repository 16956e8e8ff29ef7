"""WeCom's server side: the /cgi-bin endpoints and the encrypted events.
Calls made through the API give no event, as on the real platform (document/path/96361).
"""
