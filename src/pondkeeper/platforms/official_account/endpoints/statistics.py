"""What the platform counts (datacube): always whole days, at the earliest the day after."""

from functools import partial

from pondkeeper.platforms.common.endpoint import Endpoint

_DOC = "https://developers.weixin.qq.com/doc/offiaccount/Analytics"
_days = partial(Endpoint, method="POST", quota="datacube", items="list")
_people = partial(_days, page=f"{_DOC}/User_Analysis_Data_Interface.html")
_article = partial(_days, page=f"{_DOC}/Graphic_Analysis_Data_Interface.html")
_message = partial(_days, page=f"{_DOC}/Message_analysis_data_interface.html")
_calls = partial(_days, page=f"{_DOC}/Analytics_API.html")

PEOPLE = _people("getusersummary", path="/datacube/getusersummary")
PEOPLE_TOTAL = _people("getusercumulate", path="/datacube/getusercumulate")

ARTICLES_DAY = _article("getarticlesummary", path="/datacube/getarticlesummary")
ARTICLES_TOTAL = _article("getarticletotal", path="/datacube/getarticletotal")
READS = _article("getuserread", path="/datacube/getuserread")
READS_HOUR = _article("getuserreadhour", path="/datacube/getuserreadhour")
SHARES = _article("getusershare", path="/datacube/getusershare")
SHARES_HOUR = _article("getusersharehour", path="/datacube/getusersharehour")

MESSAGES = _message("getupstreammsg", path="/datacube/getupstreammsg")
MESSAGES_HOUR = _message("getupstreammsghour", path="/datacube/getupstreammsghour")
MESSAGES_WEEK = _message("getupstreammsgweek", path="/datacube/getupstreammsgweek")
MESSAGES_MONTH = _message("getupstreammsgmonth", path="/datacube/getupstreammsgmonth")
SENDERS = _message("getupstreammsgdist", path="/datacube/getupstreammsgdist")
SENDERS_WEEK = _message("getupstreammsgdistweek", path="/datacube/getupstreammsgdistweek")
SENDERS_MONTH = _message("getupstreammsgdistmonth", path="/datacube/getupstreammsgdistmonth")

CALLS = _calls("getinterfacesummary", path="/datacube/getinterfacesummary")
CALLS_HOUR = _calls("getinterfacesummaryhour", path="/datacube/getinterfacesummaryhour")
