-- What does the emulated outside world remember?
create table if not exists meta (key text primary key, value text not null);

-- WeCom: corps, their apps, members and the people outside
create table if not exists corp (corpid text primary key, name text not null, created integer not null);
create table if not exists app (
  corpid text not null references corp, agentid integer not null, name text not null,
  secret text not null unique, token text not null, encoding_aes_key text not null,
  callback_url text, primary key (corpid, agentid)
);
create table if not exists access_token (
  token text primary key, corpid text not null, agentid integer not null, expires real not null
);
create index if not exists access_token_app on access_token (corpid, agentid, expires);
create table if not exists member (
  corpid text not null, userid text not null, name text not null, mobile text not null default '',
  position text not null default '', department text not null default '[1]',
  left_at integer, primary key (corpid, userid)
);
create table if not exists person (
  id integer primary key, name text not null, gender integer not null default 0,
  unionid text not null unique, phone text, played integer not null default 0,
  refuses_transfer integer not null default 0, props text not null default '{}'
);
create table if not exists external (
  corpid text not null, external_userid text not null, person_id integer not null references person,
  openid text not null, primary key (corpid, external_userid), unique (corpid, person_id)
);
create index if not exists external_openid on external (openid);
create table if not exists contact_way (
  config_id text primary key, corpid text not null, body text not null, turns integer not null default 0,
  created integer not null, deleted integer not null default 0
);
create index if not exists contact_way_corp on contact_way (corpid, created);
-- One row per relation that ever was; `ended` closes it.
create table if not exists follow (
  id integer primary key, corpid text not null, external_userid text not null, userid text not null,
  state text not null default '', add_way integer not null default 1, oper_userid text not null default '',
  created integer not null, remark text not null default '', description text not null default '',
  remark_company text not null default '', remark_mobiles text not null default '[]',
  tags text not null default '[]', chat_started integer not null default 0,
  ended integer, ended_by text
);
create unique index if not exists follow_live on follow (corpid, external_userid, userid) where ended is null;
create index if not exists follow_user on follow (corpid, userid, id);
create index if not exists follow_living on follow (corpid, userid) where ended is null;
create index if not exists follow_created on follow (corpid, userid, created);
create index if not exists follow_ended on follow (corpid, userid, ended) where ended is not null;
create index if not exists follow_external on follow (corpid, external_userid);
create table if not exists welcome (
  code text primary key, corpid text not null, external_userid text not null, userid text not null,
  made real not null, used real
);
create table if not exists message (
  id integer primary key, corpid text not null, external_userid text not null, userid text not null,
  direction text not null, at_real real not null, at integer not null, body text not null
);
create index if not exists message_chat on message (corpid, external_userid, id);
create table if not exists tag_group (
  corpid text not null, group_id text not null, name text not null, created integer not null,
  position integer not null default 0, strategy_id integer not null default 0,
  primary key (corpid, group_id)
);
create table if not exists tag (
  corpid text not null, id text not null, group_id text not null, name text not null,
  created integer not null, position integer not null default 0, primary key (corpid, id)
);
create table if not exists transfer (
  id integer primary key, corpid text not null, handover text not null, takeover text not null,
  external_userid text not null, resigned integer not null, asked integer not null, due integer not null,
  status integer not null, taken integer not null default 0
);
create index if not exists transfer_pair on transfer (corpid, handover, takeover, id);
create index if not exists transfer_due on transfer (status, due);
create table if not exists media (
  media_id text primary key, corpid text not null, type text not null, name text not null,
  bytes integer not null, created integer not null, content_type text not null default '',
  content blob not null default x''
);

-- WeChat Pay
create table if not exists merchant (
  mchid text primary key, name text not null, serial_no text not null, public_pem text not null,
  apiv3_key text not null, appids text not null, verify_mode text not null, public_key_id text not null
);
-- `code`: what a QR code or a browser's address carries; `openid` is empty until somebody pays then.
-- The parts of a combined order share prepay_id and code.
create table if not exists pay_order (
  mchid text not null, out_trade_no text not null, prepay_id text not null, appid text not null,
  openid text not null, description text not null, attach text not null default '', total integer not null,
  notify_url text not null, time_expire integer, state text not null, created integer not null,
  trade_type text not null default 'JSAPI', code text not null default '', combined text not null default '',
  transaction_id text, success_time integer, primary key (mchid, out_trade_no)
);
create index if not exists pay_order_prepay on pay_order (prepay_id);
create index if not exists pay_order_success on pay_order (mchid, success_time);
create table if not exists pay_combined (
  mchid text not null, out_trade_no text not null, prepay_id text not null, appid text not null,
  openid text not null, notify_url text not null, body text not null, created integer not null,
  primary key (mchid, out_trade_no)
);
-- Faces of people towards merchants whose appid belongs to no corp or account here
create table if not exists pay_face (
  appid text not null, openid text not null, person_id integer not null references person,
  primary key (appid, openid), unique (appid, person_id)
);
create index if not exists pay_face_openid on pay_face (openid);
create table if not exists pay_transfer (
  mchid text not null, out_bill_no text not null, transfer_bill_no text not null unique, appid text not null,
  openid text not null, scene text not null, amount integer not null, remark text not null,
  user_name text not null, notify_url text not null, package text not null unique, state text not null,
  fail_reason text not null default '', created integer not null, updated integer not null,
  settles real, primary key (mchid, out_bill_no)
);
create index if not exists pay_transfer_open on pay_transfer (state, created);
create index if not exists pay_transfer_openid on pay_transfer (openid);
-- The merchant's own account: every movement with the balance after it
create table if not exists pay_flow (
  id integer primary key, mchid text not null, at integer not null, number text not null,
  kind text not null, amount integer not null, balance integer not null, voucher text not null
);
create index if not exists pay_flow_mchid on pay_flow (mchid, id);
create table if not exists pay_file (
  token text primary key, mchid text not null, made real not null, content blob not null
);
create index if not exists pay_order_transaction on pay_order (mchid, transaction_id);
create index if not exists pay_order_payer on pay_order (openid);
create table if not exists refund (
  mchid text not null, out_refund_no text not null, refund_id text not null unique,
  out_trade_no text not null, amount integer not null, reason text not null, notify_url text not null,
  status text not null, created integer not null, settles real not null, success_time integer,
  primary key (mchid, out_refund_no)
);
create index if not exists refund_order on refund (mchid, out_trade_no);
create index if not exists refund_settles on refund (status, settles);
create index if not exists refund_created on refund (mchid, created);

-- Notices on their way to the product: WeCom events and Pay notifies
create table if not exists notice (
  id integer primary key, kind text not null, owner text not null, agentid integer, label text not null,
  url text not null, body text not null, tries integer not null default 0, next_at real not null,
  state text not null default 'waiting', last_status text not null default '', made real not null,
  at integer not null, done real, held integer not null default 0
);
create index if not exists notice_due on notice (state, next_at);

-- Faults that are switched on; `remaining` null means until switched off
create table if not exists fault (
  id integer primary key, kind text not null, prefix text not null, value real not null,
  rate real not null, remaining integer, until real
);
-- Everything that was asked of us, and whether the answer got through: the judge of doubled sends
create table if not exists record (
  id integer primary key, at_real real not null, at integer not null, endpoint text not null,
  account text not null, subject text not null, client_key text not null, errcode text not null,
  dropped integer not null default 0, body text not null
);
create index if not exists record_key on record (endpoint, client_key);

-- The population: what each person will do, and when
create table if not exists agenda (
  id integer primary key, due integer not null, person_id integer not null, kind text not null,
  props text not null, state integer not null default 0, tries integer not null default 0,
  note text not null default ''
);
create index if not exists agenda_due on agenda (state, due);
create index if not exists agenda_person on agenda (person_id, kind);

-- What was counted against the platforms' limits: calendar periods, and rolling windows of days
create table if not exists limit_period (
  rule text not null, key text not null, period text not null, platform text not null,
  used integer not null, primary key (rule, key, period)
);
create table if not exists limit_hit (
  id integer primary key, rule text not null, key text not null, at integer not null,
  platform text not null
);
create index if not exists limit_hit_key on limit_hit (rule, key, at);
-- Who may do nothing for a while: an account (subject '') or one of its members
create table if not exists ban (
  platform text not null, account text not null, subject text not null, why text not null,
  code text not null, since integer not null, until integer not null,
  primary key (platform, account, subject)
);

-- Weixin: official accounts and mini programs (wx_), the people's faces there and what happened
create table if not exists wx_account (
  appid text primary key, kind text not null, name text not null, secret text not null,
  username text not null unique, service integer not null, token text not null,
  encoding_aes_key text not null, mode text not null, format text not null, callback_url text,
  created integer not null
);
create table if not exists wx_token (
  token text primary key, appid text not null, kind text not null, made real not null, expires real not null
);
create index if not exists wx_token_appid on wx_token (appid, kind, expires);
create table if not exists wx_fan (
  appid text not null, openid text not null, person_id integer not null references person,
  subscribed integer not null default 0, since integer not null default 0,
  scene text not null default '', qr_scene text not null default '', remark text not null default '',
  blacklisted integer not null default 0, refuses integer not null default 0,
  primary key (appid, openid), unique (appid, person_id)
);
create index if not exists wx_fan_person on wx_fan (person_id);
create table if not exists wx_log (
  id integer primary key, appid text not null, openid text not null, what text not null,
  detail text not null default '', at integer not null
);
create index if not exists wx_log_what on wx_log (appid, what, at);
create table if not exists wx_chat (
  id integer primary key, appid text not null, openid text not null, direction text not null,
  kind text not null, body text not null, at_real real not null, at integer not null
);
create index if not exists wx_chat_openid on wx_chat (appid, openid, id);
create table if not exists wx_window (
  appid text not null, openid text not null, kind text not null, opened real not null,
  used integer not null default 0, primary key (appid, openid, kind)
);
create table if not exists wx_code (
  code text primary key, appid text not null, openid text not null, kind text not null,
  props text not null default '{}', expires real not null, used real
);
create table if not exists wx_tag (
  appid text not null, id integer not null, name text not null, primary key (appid, id)
);
create table if not exists wx_tagged (
  appid text not null, id integer not null, openid text not null, at integer not null,
  primary key (appid, id, openid)
);
create index if not exists wx_tagged_openid on wx_tagged (appid, openid, at);
create table if not exists wx_menu (
  menuid integer primary key, appid text not null, button text not null, matchrule text
);
create index if not exists wx_menu_appid on wx_menu (appid, menuid);
create table if not exists wx_qr (
  ticket text primary key, appid text not null, key text not null unique, scene text not null,
  permanent integer not null, expires integer not null, created integer not null
);
create index if not exists wx_qr_appid on wx_qr (appid, permanent);
create table if not exists wx_template (
  template_id text primary key, appid text not null, kind text not null, title text not null,
  content text not null, example text not null, type integer not null, created integer not null
);
create index if not exists wx_template_appid on wx_template (appid, kind, created);
-- The prompts a person has accepted and that have not been used up
create table if not exists wx_accept (
  appid text not null, openid text not null, template_id text not null, count integer not null,
  primary key (appid, openid, template_id)
);
create table if not exists wx_mass (
  msg_id integer primary key, appid text not null, clientmsgid text not null, body text not null,
  state text not null, total integer not null default 0, filtered integer not null default 0,
  sent integer not null default 0, errors integer not null default 0, at integer not null
);
create index if not exists wx_mass_client on wx_mass (appid, clientmsgid, at);
create table if not exists wx_media (
  media_id text primary key, appid text not null, type text not null, name text not null,
  content_type text not null, content blob not null, permanent integer not null, expires integer not null,
  created integer not null, props text not null default '{}'
);
create index if not exists wx_media_appid on wx_media (appid, permanent, type, created);
-- A draft becomes published with an article_id; each keeps its list of one to eight articles
create table if not exists wx_article (
  media_id text primary key, appid text not null, articles text not null, state text not null,
  publish_id text, article_id text, updated integer not null
);
create index if not exists wx_article_appid on wx_article (appid, state, updated);
create index if not exists wx_article_publish on wx_article (publish_id);
create table if not exists wx_link (
  link text primary key, appid text not null, kind text not null, path text not null,
  query text not null, expires integer not null, created integer not null, uses integer not null default 0
);
create table if not exists wx_shipping (
  appid text not null, order_key text not null, body text not null, at integer not null,
  received integer, primary key (appid, order_key)
);
create table if not exists wx_kf (
  appid text not null, kf_account text not null, nickname text not null, primary key (appid, kf_account)
);
create table if not exists wx_rid (
  rid text primary key, appid text not null, at integer not null, url text not null,
  body text not null, answer text not null
);

-- WeCom, whatever is made, listed, changed and deleted and has no life of its own: join ways,
-- strategies, templates, links, rules, albums, service accounts
create table if not exists wecom_thing (
  number integer primary key, corpid text not null, kind text not null, id text not null,
  body text not null, created integer not null, deleted integer not null default 0,
  unique (corpid, kind, id)
);
create table if not exists department (
  corpid text not null, id integer not null, name text not null, parentid integer not null,
  position integer not null default 0, primary key (corpid, id)
);
-- Groups of customers; members of the corp (type 1) and people outside (type 2) in them
create table if not exists group_chat (
  number integer primary key, corpid text not null, chat_id text not null unique, name text not null,
  owner text not null, notice text not null default '', created integer not null, dismissed integer
);
create index if not exists group_chat_owner on group_chat (corpid, owner);
create table if not exists group_member (
  id integer primary key, corpid text not null, chat_id text not null, userid text not null,
  type integer not null, joined integer not null, join_scene integer not null,
  state text not null default '', invitor text not null default '', left_at integer
);
create unique index if not exists group_member_live on group_member (chat_id, userid) where left_at is null;
create index if not exists group_member_user on group_member (corpid, userid);
create table if not exists group_message (
  id integer primary key, corpid text not null, chat_id text not null, sender text not null,
  at integer not null, body text not null
);
create index if not exists group_message_chat on group_message (chat_id, at);
create table if not exists group_transfer (
  id integer primary key, corpid text not null, chat_id text not null, new_owner text not null,
  on_job integer not null, at integer not null
);
-- Mass sends and Moments: a task, the members who must confirm it, and whom it reached
create table if not exists mass_task (
  number integer primary key, corpid text not null, msgid text not null unique, kind text not null,
  agentid integer not null, creator text not null default '', body text not null,
  created integer not null, cancelled integer, job text not null default '', made real not null
);
create index if not exists mass_task_corp on mass_task (corpid, kind, created);
create table if not exists mass_sender (
  id integer primary key, msgid text not null, userid text not null, status integer not null default 0,
  sent integer not null default 0, acts_at integer, unique (msgid, userid)
);
create index if not exists mass_sender_due on mass_sender (status, acts_at);
create table if not exists mass_recipient (
  id integer primary key, msgid text not null, corpid text not null, userid text not null,
  recipient text not null, status integer not null default 0, sent integer not null default 0
);
create index if not exists mass_recipient_sender on mass_recipient (msgid, userid, id);
create index if not exists mass_recipient_who on mass_recipient (corpid, recipient, sent);
create table if not exists moment_reply (
  id integer primary key, msgid text not null, userid text not null, who text not null,
  kind text not null, at integer not null, text text not null default ''
);
-- Acquisition links: who clicked, who came of it
create table if not exists acquisition (
  id integer primary key, corpid text not null, link_id text not null, person_id integer not null,
  clicked integer not null, external_userid text not null default '', userid text not null default '',
  state text not null default '', added integer, messages integer not null default 0,
  chat_key text not null default ''
);
create index if not exists acquisition_link on acquisition (corpid, link_id, id);
-- Customer service (kf): one session per account and person, its messages, codes that die
create table if not exists kf_session (
  corpid text not null, open_kfid text not null, external_userid text not null,
  state integer not null default 4, servicer text not null default '', asked real, sent integer not null default 0,
  scene text not null default '', scene_param text not null default '', primary key (open_kfid, external_userid)
);
create table if not exists kf_message (
  id integer primary key, corpid text not null, open_kfid text not null, external_userid text not null,
  msgid text not null unique, origin integer not null, servicer text not null default '',
  at integer not null, body text not null
);
create index if not exists kf_message_account on kf_message (open_kfid, id);
create table if not exists kf_code (
  code text primary key, corpid text not null, open_kfid text not null, external_userid text not null,
  expires real not null, used real
);
create table if not exists kf_token (token text primary key, open_kfid text not null, expires real not null);
-- Messages of apps to members, and logins by code
create table if not exists app_message (
  id integer primary key, corpid text not null, agentid integer not null, msgid text not null,
  userid text not null, at_real real not null, at integer not null, digest text not null,
  state text not null, body text not null, response_code text not null default ''
);
create index if not exists app_message_user on app_message (corpid, userid, at_real);
create index if not exists app_message_id on app_message (msgid);
create table if not exists oauth_code (
  code text primary key, corpid text not null, agentid integer not null, userid text not null,
  external_userid text not null default '', openid text not null default '', scope text not null,
  made real not null, used real, ticket text not null default ''
);

-- QQ, Douyin, Kuaishou, Bilibili: apps, tokens, login codes, people as an app knows them, and what
-- was made or sent through an app (orders, refunds, cards, messages)
create table if not exists small_app (
  platform text not null, app_id text not null, secret text not null, callback_url text,
  props text not null default '{}', primary key (platform, app_id)
);
create table if not exists small_token (
  token text primary key, platform text not null, app_id text not null, kind text not null,
  open_id text not null default '', expires real not null
);
create index if not exists small_token_owner on small_token (platform, app_id, kind, open_id);
create table if not exists small_code (
  code text primary key, platform text not null, app_id text not null, open_id text not null,
  expires real not null, used real
);
create table if not exists small_fan (
  platform text not null, app_id text not null, open_id text not null, union_id text not null,
  person_id integer not null references person, props text not null default '{}',
  primary key (platform, app_id, open_id), unique (platform, app_id, person_id)
);
create table if not exists small_item (
  platform text not null, app_id text not null, kind text not null, id text not null,
  open_id text not null default '', made real not null, body text not null,
  primary key (platform, app_id, kind, id)
);
create index if not exists small_item_person on small_item (platform, app_id, open_id, kind);

create index if not exists wx_fan_openid on wx_fan (openid);
-- Who is meant by an openid, whatever it is an openid of
create view if not exists face as
  select openid, person_id from external union all select openid, person_id from wx_fan
  union all select openid, person_id from pay_face;

-- People who act by chance and a seed, day after day: a run, its walkers, what each did
create table if not exists walk (
  id integer primary key, corpid text not null, seed integer not null, days integer not null,
  rates text not null, code text not null default '', step_s integer not null default 0,
  day integer not null default 1, next integer not null default 0, state text not null
);
create table if not exists walker (
  walk_id integer not null, number integer not null, person_id integer not null,
  state text not null, code text not null default '', seen integer not null default 0,
  paid text not null default '[]', primary key (walk_id, number)
);
create table if not exists walk_step (
  id integer primary key, walk_id integer not null, day integer not null, number integer not null,
  act text not null, detail text not null default ''
);
create index if not exists walk_step_walk on walk_step (walk_id, id);
