"""The endpoints of what the platform counts (datacube): whole days, from the day after on."""

from functools import partial

from pondkeeper.platforms.common.endpoint import Endpoint

_DATA = "https://developers.weixin.qq.com/miniprogram/dev/api-backend/open-api/data-analysis"
_days = partial(Endpoint, method="POST", quota="datacube")

VISITS = _days(
    "getweanalysisappiddailyvisittrend",
    path="/datacube/getweanalysisappiddailyvisittrend",
    page=f"{_DATA}/visit-trend/analysis.getDailyVisitTrend.html",
    items="list",
)
VISITS_WEEK = _days(
    "getweanalysisappidweeklyvisittrend",
    path="/datacube/getweanalysisappidweeklyvisittrend",
    page=f"{_DATA}/visit-trend/analysis.getWeeklyVisitTrend.html",
    items="list",
)
VISITS_MONTH = _days(
    "getweanalysisappidmonthlyvisittrend",
    path="/datacube/getweanalysisappidmonthlyvisittrend",
    page=f"{_DATA}/visit-trend/analysis.getMonthlyVisitTrend.html",
    items="list",
)
SUMMARY = _days(
    "getweanalysisappiddailysummarytrend",
    path="/datacube/getweanalysisappiddailysummarytrend",
    page=f"{_DATA}/analysis.getDailySummary.html",
    items="list",
)
RETAINED = _days(
    "getweanalysisappiddailyretaininfo",
    path="/datacube/getweanalysisappiddailyretaininfo",
    page=f"{_DATA}/visit-retain/analysis.getDailyRetain.html",
)
VISITED_PAGES = _days(
    "getweanalysisappidvisitpage",
    path="/datacube/getweanalysisappidvisitpage",
    page=f"{_DATA}/analysis.getVisitPage.html",
    items="list",
)
VISIT_SOURCES = _days(
    "getweanalysisappidvisitdistribution",
    path="/datacube/getweanalysisappidvisitdistribution",
    page=f"{_DATA}/analysis.getVisitDistribution.html",
    items="list",
)
PORTRAIT = _days(
    "getweanalysisappiduserportrait",
    path="/datacube/getweanalysisappiduserportrait",
    page=f"{_DATA}/analysis.getUserPortrait.html",
)
