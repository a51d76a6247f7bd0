CREATE TABLE "access_event_counts" (
	"insured_code" text NOT NULL,
	"day" date NOT NULL,
	"web_user_id" text NOT NULL,
	"events" integer NOT NULL,
	"characters" bigint NOT NULL,
	"bytes" bigint NOT NULL,
	CONSTRAINT "access_event_counts_insured_code_day_web_user_id_pk" PRIMARY KEY("insured_code","day","web_user_id")
);
--> statement-breakpoint
CREATE TABLE "access_event_seals" (
	"seal_id" bigint PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"month" date NOT NULL,
	"from_id" bigint NOT NULL,
	"to_id" bigint NOT NULL,
	"events" bigint NOT NULL,
	"leaves" "bytea",
	"leaves_hash" "bytea" NOT NULL,
	"previous_hash" "bytea" NOT NULL,
	"hash" "bytea" NOT NULL,
	"sealed_at" timestamp with time zone NOT NULL,
	CONSTRAINT "seal_has_a_kind" CHECK ("access_event_seals"."kind" in ('events', 'dropped')),
	CONSTRAINT "seal_ids_go_up" CHECK ("access_event_seals"."from_id" <= "access_event_seals"."to_id")
);
--> statement-breakpoint
ALTER TABLE "access_event_seals" ALTER COLUMN "leaves" SET STORAGE EXTERNAL;--> statement-breakpoint
CREATE INDEX "access_event_seals_by_month" ON "access_event_seals" USING btree ("month","seal_id");--> statement-breakpoint

-- What follows is written by hand: drizzle-kit knows no partitions.
ALTER TABLE "access_events" RENAME TO "access_events_before";--> statement-breakpoint
ALTER SEQUENCE "access_events_access_event_id_seq" RENAME TO "access_events_before_access_event_id_seq";--> statement-breakpoint
ALTER TABLE "access_events_before" RENAME CONSTRAINT "access_events_pkey" TO "access_events_before_pkey";--> statement-breakpoint
DROP INDEX "access_events_by_user";--> statement-breakpoint
CREATE TABLE "access_events" (
	"access_event_id" bigint GENERATED ALWAYS AS IDENTITY (sequence name "access_events_access_event_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"insured_code" text NOT NULL,
	"web_user_id" text NOT NULL,
	"operation" text NOT NULL,
	"actor_name" text NOT NULL,
	"actor_department" text DEFAULT '' NOT NULL,
	"actor_title" text DEFAULT '' NOT NULL,
	"subject" text,
	"address" text NOT NULL,
	CONSTRAINT "access_events_at_access_event_id_pk" PRIMARY KEY("at","access_event_id")
) PARTITION BY RANGE ("at");
--> statement-breakpoint
CREATE INDEX "access_events_by_user" ON "access_events" USING btree ("insured_code","web_user_id","at","access_event_id");--> statement-breakpoint
CREATE INDEX "access_events_by_time" ON "access_events" USING btree ("insured_code","at","access_event_id");--> statement-breakpoint
CREATE INDEX "access_events_by_id" ON "access_events" USING brin ("access_event_id") WITH (pages_per_range=32);--> statement-breakpoint

-- The first day of the month of an instant, in Tokyo.
CREATE FUNCTION access_events_month(at timestamptz) RETURNS date LANGUAGE sql IMMUTABLE AS $$
	SELECT date_trunc('month', at AT TIME ZONE 'Asia/Tokyo')::date
$$;
--> statement-breakpoint
CREATE FUNCTION access_events_partition(month date) RETURNS text LANGUAGE sql STABLE AS $$
	SELECT to_char(month::timestamp, '"access_events_"YYYY_MM')
$$;
--> statement-breakpoint
-- Makes the partition of a month unless it is there; true where it made it. Those who record are not held up: it is made
-- as a table of its own and then attached, which stands beside their locks. Makers take turns.
CREATE FUNCTION make_access_events_partition(month date) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
	partition text := access_events_partition(month);
BEGIN
	IF to_regclass(partition) IS NOT NULL THEN RETURN false; END IF;
	PERFORM pg_advisory_xact_lock(hashtext('access_events'), hashtext('partition'));
	IF to_regclass(partition) IS NOT NULL THEN RETURN false; END IF;
	EXECUTE format('CREATE TABLE %I (LIKE access_events INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', partition);
	EXECUTE format(
		'ALTER TABLE access_events ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', partition,
		date_trunc('month', month::timestamp) AT TIME ZONE 'Asia/Tokyo',
		(date_trunc('month', month::timestamp) + interval '1 month') AT TIME ZONE 'Asia/Tokyo');
	RETURN true;
END
$$;
--> statement-breakpoint
-- Records events, in their order, with the counts of their users' days. A missing partition is made. Each event is
-- {at?, insuredCode, webUserId, operation, operationText, actorName, actorDepartment, actorTitle, subject?, address};
-- `operationText` is only measured: a line of the export holds an ID of 12 characters, a time of 19, the operation, name,
-- department and title, 5 commas and CR LF. Users are counted in one order, so that two batches never wait for each other.
CREATE FUNCTION record_access_events(events jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	missing date;
BEGIN
	FOR missing IN
		SELECT DISTINCT access_events_month(coalesce(e.at, now())) AS month
		FROM jsonb_to_recordset(events) AS e(at timestamptz)
		WHERE to_regclass(access_events_partition(access_events_month(coalesce(e.at, now())))) IS NULL
		ORDER BY month
	LOOP
		PERFORM make_access_events_partition(missing);
	END LOOP;
	WITH given AS (
		SELECT
			coalesce(e.at, now()) AS at, "insuredCode", "webUserId", operation, "actorName",
			coalesce("actorDepartment", '') AS "actorDepartment", coalesce("actorTitle", '') AS "actorTitle", subject, address,
			concat("operationText", "actorName", "actorDepartment", "actorTitle") AS measured
		FROM jsonb_to_recordset(events) AS e(
			at timestamptz, "insuredCode" text, "webUserId" text, operation text, "operationText" text,
			"actorName" text, "actorDepartment" text, "actorTitle" text, subject text, address text)
	), recorded AS (
		INSERT INTO access_events
			(at, insured_code, web_user_id, operation, actor_name, actor_department, actor_title, subject, address)
		SELECT
			at, "insuredCode", "webUserId", operation, "actorName", "actorDepartment", "actorTitle", subject, address
		FROM given
	)
	INSERT INTO access_event_counts AS counted (insured_code, day, web_user_id, events, characters, bytes)
	SELECT
		"insuredCode", (at AT TIME ZONE 'Asia/Tokyo')::date AS day, "webUserId",
		count(*), sum(char_length(measured) + 38), sum(octet_length(measured) + 38)
	FROM given
	GROUP BY "insuredCode", day, "webUserId"
	ORDER BY "insuredCode", day, "webUserId"
	ON CONFLICT (insured_code, day, web_user_id) DO UPDATE SET
		events = counted.events + excluded.events,
		characters = counted.characters + excluded.characters,
		bytes = counted.bytes + excluded.bytes;
END
$$;
--> statement-breakpoint
DO $$
DECLARE
	missing date;
BEGIN
	FOR missing IN
		SELECT DISTINCT access_events_month(at) FROM access_events_before
		UNION SELECT (access_events_month(now()) + n * interval '1 month')::date FROM generate_series(0, 2) AS n
	LOOP
		PERFORM make_access_events_partition(missing);
	END LOOP;
END
$$;
--> statement-breakpoint
INSERT INTO access_events
	(access_event_id, at, insured_code, web_user_id, operation, actor_name, actor_department, actor_title, subject, address)
OVERRIDING SYSTEM VALUE
SELECT access_event_id, at, insured_code, web_user_id, operation, actor_name, actor_department, actor_title, subject, address
FROM access_events_before ORDER BY access_event_id;--> statement-breakpoint
SELECT setval('access_events_access_event_id_seq', last_value, is_called) FROM access_events_before_access_event_id_seq;--> statement-breakpoint
INSERT INTO access_event_counts (insured_code, day, web_user_id, events, characters, bytes)
SELECT
	insured_code, (at AT TIME ZONE 'Asia/Tokyo')::date AS day, web_user_id, count(*),
	sum(char_length(concat(printed, actor_name, actor_department, actor_title)) + 38),
	sum(octet_length(concat(printed, actor_name, actor_department, actor_title)) + 38)
FROM access_events LEFT JOIN (VALUES
	('1-1', '[1-1]ログイン'),
	('1-2', '[1-2]パスワード変更'),
	('1-3', '[1-3]海外商社の検索'),
	('1-4', '[1-4]Web申込状況一覧の参照'),
	('1-5', '[1-5]通知書ダウンロード（Web申込状況一覧）'),
	('1-6', '[1-6]Webユーザー（管理者）情報変更確定'),
	('2-1', '[2-1]申込情報の入力と保存（海外商社登録・変更）'),
	('2-2', '[2-2]申込み（海外商社登録・変更）'),
	('2-3', '[2-3]申込情報の入力と保存（スリーピング解除）'),
	('2-4', '[2-4]申込み（スリーピング解除）'),
	('2-5', '[2-5]ブックマークバイヤー登録'),
	('2-6', '[2-6]ブックマークバイヤー削除'),
	('3-1', '[3-1]申込情報の入力と保存（個別新規）'),
	('3-2', '[3-2]申込み（個別新規）'),
	('3-3', '[3-3]申込情報の入力と保存（個別内容変更）'),
	('3-4', '[3-4]申込み（個別内容変更）'),
	('4-1', '[4-1]申込情報の入力と保存（中小新規）'),
	('4-2', '[4-2]申込み（中小新規）'),
	('5-1', '[5-1]個別（通知）入力と保存（包括保険共通）'),
	('5-2', '[5-2]台帳（ファイル）アップロードまたは個別（通知）入力の一括申請（包括保険共通）'),
	('6-1', '[6-1]申込情報の入力と保存（個別保証枠確認）'),
	('6-2', '[6-2]申込み（個別保証枠確認）'),
	('6-3', '[6-3]確認証ダウンロード（個別保証枠確認証）'),
	('6-4', '[6-4]申込情報の入力と保存（決済/枠戻通知）'),
	('6-5', '[6-5]申込み（決済/枠戻通知）'),
	('7-1', '[7-1]申込情報の入力と保存（損失等発生通知）'),
	('7-2', '[7-2]申込み（損失等発生通知）'),
	('7-3', '[7-3]申込情報の入力と保存（入金通知）'),
	('7-4', '[7-4]申込み（入金通知）'),
	('7-5', '[7-5]申込情報の入力と保存（猶予申請）'),
	('7-6', '[7-6]申込み（猶予申請）'),
	('8-1', '[8-1]照会・契約台帳の提供データダウンロード（包括保険共通）'),
	('8-2', '[8-2]保険契約情報ダウンロード'),
	('8-3', '[8-3]事故概要情報ダウンロード'),
	('9-1', '[9-1]企業総合保険特約手続状況一覧の参照'),
	('9-2', '[9-2]申込情報の入力と保存（企業総合保険特約）'),
	('9-3', '[9-3]設定希望情報の送信（企業総合保険特約）'),
	('9-4', '[9-4]申込み（企業総合保険特約）'),
	('9-5', '[9-5]特約一覧表兼支払限度額設定書（年度更新確認用）ダウンロード'),
	('9-6', '[9-6]特約一覧表兼支払限度額設定書（期中登録確認用）ダウンロード'),
	('9-7', '[9-7]特約一覧表兼支払限度額設定書（年度更新）ダウンロード'),
	('9-8', '[9-8]特約一覧表兼支払限度額設定書（期中登録）ダウンロード'),
	('9-9', '[9-9]特約一覧表兼支払限度額設定書（全企総登録）ダウンロード'),
	('10-1', '[10-1]申請情報の入力と保存（電子申請）'),
	('10-2', '[10-2]申請（電子申請）'),
	('10-3', '[10-3]取下（電子申請）'),
	('10-4', '[10-4]電子申請一覧の参照'),
	('10-5', '[10-5]申請書／エビデンスダウンロード'),
	('11-1', '[11-1]申込情報の入力と保存（企業総合新規）'),
	('11-2', '[11-2]申込み（企業総合新規）'),
	('11-3', '[11-3]申込情報の入力と保存（企業総合内容変更）'),
	('11-4', '[11-4]申込み（企業総合内容変更）'),
	('11-5', '[11-5]申込情報の入力と保存（企業総合訂正内変）'),
	('11-6', '[11-6]申込み（企業総合訂正内変）'),
	('11-7', '[11-7]一括入力（企業総合）'),
	('11-8', '[11-8]一括申込み（企業総合）'),
	('11-9', '[11-9]取消しする（企業総合）'),
	('11-10', '[11-10]照合台帳ダウンロード'),
	('11-11', '[11-11]提供データダウンロード'),
	('11-12', '[11-12]モニタリストダウンロード'),
	('11-13', '[11-13]申込ファイルダウンロード'),
	('11-14', '[11-14]再審査異動モニタリストダウンロード'),
	('11-15', '[11-15]手続状況照会（証券一覧）の参照'),
	('11-16', '[11-16]手続状況照会（申込一覧）の参照'),
	('P-1', '[P-1]ログアウト'),
	('P-2', '[P-2]Webユーザー情報照会'),
	('P-3', '[P-3]保険利用者情報照会'),
	('P-4', '[P-4]ログイン失敗'),
	('P-11', '[P-11]変更内容の入力と保存（保険利用者情報変更）'),
	('P-12', '[P-12]申込み（保険利用者情報変更）'),
	('P-13', '[P-13]取下げ（保険利用者情報変更）'),
	('P-14', '[P-14]再申込み（保険利用者情報変更）'),
	('P-15', '[P-15]入力内容の破棄（保険利用者情報変更）'),
	('P-16', '[P-16]申込状況の参照（保険利用者情報変更）'),
	('P-21', '[P-21]メールアドレス変更の申請'),
	('P-22', '[P-22]メールアドレス変更の確認'),
	('P-23', '[P-23]メールアドレス変更の取消'),
	('P-24', '[P-24]メールアドレス変更確認メールの再送'),
	('P-25', '[P-25]メールアドレス変更の取消（変更前アドレスから）'),
	('P-31', '[P-31]Webユーザー（申込者）登録確定'),
	('P-32', '[P-32]Webユーザー（申込者）情報変更確定'),
	('P-33', '[P-33]Webユーザー（申込者）パスワードリセット'),
	('P-34', '[P-34]Webユーザー（申込者）利用停止'),
	('P-35', '[P-35]Webユーザー（申込者）利用再開'),
	('P-36', '[P-36]Webユーザー（申込者）ログイン失敗による無効の解除'),
	('P-37', '[P-37]Webユーザー（申込者）詳細情報照会'),
	('P-38', '[P-38]Webユーザー一覧ダウンロード'),
	('P-49', '[P-49]パスワード再発行の申請（Webユーザー（管理者））'),
	('P-41', '[P-41]ログイン中の端末の終了'),
	('P-81', '[P-81]ワンタイムパスワードの発行'),
	('P-82', '[P-82]ワンタイムパスワードの認証'),
	('P-83', '[P-83]ワンタイムパスワードの認証失敗'),
	('P-84', '[P-84]ワンタイムパスワード利用の設定変更'),
	('P-51', '[P-51]照会する保険利用者の切替（全社閲覧用ID）'),
	('P-61', '[P-61]口座情報照会'),
	('P-62', '[P-62]申込み（口座登録）'),
	('P-63', '[P-63]申込み（口座情報変更）'),
	('P-64', '[P-64]申込み（口座情報削除）'),
	('P-71', '[P-71]IPアドレス制限の設定変更'),
	('P-72', '[P-72]IPアドレス制限によるログイン拒否')
) AS catalogue (operation, printed) USING (operation)
GROUP BY insured_code, day, web_user_id;--> statement-breakpoint
DROP TABLE "access_events_before";
