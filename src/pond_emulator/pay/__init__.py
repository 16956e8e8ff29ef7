"""WeChat Pay v3 as a merchant sees it: JSAPI orders, refunds, certificates, sealed notifies."""
