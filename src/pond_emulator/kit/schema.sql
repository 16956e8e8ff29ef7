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
  position integer not null default 0, primary key (corpid, group_id)
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
  bytes integer not null, created integer not null
);

-- WeChat Pay
create table if not exists merchant (
  mchid text primary key, name text not null, serial_no text not null, public_pem text not null,
  apiv3_key text not null, appids text not null, verify_mode text not null, public_key_id text not null
);
create table if not exists pay_order (
  mchid text not null, out_trade_no text not null, prepay_id text not null unique, appid text not null,
  openid text not null, description text not null, attach text not null default '', total integer not null,
  notify_url text not null, time_expire integer, state text not null, created integer not null,
  transaction_id text, success_time integer, primary key (mchid, out_trade_no)
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
