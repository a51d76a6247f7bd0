ALTER TABLE "access_event_counts" DROP CONSTRAINT "access_event_counts_insured_code_day_web_user_id_pk";--> statement-breakpoint
ALTER TABLE "access_event_counts" ADD COLUMN "part" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "access_event_counts" ADD CONSTRAINT "access_event_counts_insured_code_day_web_user_id_part_pk" PRIMARY KEY("insured_code","day","web_user_id","part");--> statement-breakpoint
-- Makes the partition of a month unless it is there; true where it made it. Those who record are not held up: it is made
-- as a table of its own and then attached. Makers take turns by the lock that attaching needs anyway. An advisory lock would
-- not do: only a lock on a table makes a session hear of tables that others have made since it last looked.
CREATE OR REPLACE FUNCTION make_access_events_partition(month date) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
	partition text := access_events_partition(month);
BEGIN
	IF to_regclass(partition) IS NOT NULL THEN RETURN false; END IF;
	LOCK TABLE access_events IN SHARE UPDATE EXCLUSIVE MODE;
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
-- department and title, 5 commas and CR LF. A count that somebody else is adding to is left alone, another row begins:
-- who waited for it while holding what the other wants next would wait for ever.
CREATE OR REPLACE FUNCTION record_access_events(events jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	missing date;
	counted record;
BEGIN
	FOR missing IN
		SELECT DISTINCT access_events_month(coalesce(e.at, now())) AS month
		FROM jsonb_to_recordset(events) AS e(at timestamptz)
		WHERE to_regclass(access_events_partition(access_events_month(coalesce(e.at, now())))) IS NULL
		ORDER BY month
	LOOP
		PERFORM make_access_events_partition(missing);
	END LOOP;
	INSERT INTO access_events
		(at, insured_code, web_user_id, operation, actor_name, actor_department, actor_title, subject, address)
	SELECT
		coalesce(at, now()), "insuredCode", "webUserId", operation, "actorName",
		coalesce("actorDepartment", ''), coalesce("actorTitle", ''), subject, address
	FROM jsonb_to_recordset(events) AS e(
		at timestamptz, "insuredCode" text, "webUserId" text, operation text,
		"actorName" text, "actorDepartment" text, "actorTitle" text, subject text, address text);
	FOR counted IN
		SELECT
			"insuredCode" AS of_company, (coalesce(at, now()) AT TIME ZONE 'Asia/Tokyo')::date AS of_day,
			"webUserId" AS of_user, count(*) AS number,
			sum(char_length(line) + 38) AS characters, sum(octet_length(line) + 38) AS bytes
		FROM jsonb_to_recordset(events) AS e(
			at timestamptz, "insuredCode" text, "webUserId" text, "operationText" text,
			"actorName" text, "actorDepartment" text, "actorTitle" text)
		CROSS JOIN LATERAL concat("operationText", "actorName", "actorDepartment", "actorTitle") AS line
		GROUP BY of_company, of_day, of_user
		ORDER BY of_company, of_day, of_user
	LOOP
		UPDATE access_event_counts AS c SET
			events = c.events + counted.number,
			characters = c.characters + counted.characters,
			bytes = c.bytes + counted.bytes
		WHERE c.ctid = (
			SELECT k.ctid FROM access_event_counts AS k
			WHERE k.insured_code = counted.of_company AND k.day = counted.of_day AND k.web_user_id = counted.of_user
			LIMIT 1 FOR UPDATE SKIP LOCKED);
		IF NOT FOUND THEN
			INSERT INTO access_event_counts AS c
				(insured_code, day, web_user_id, part, events, characters, bytes)
			VALUES (
				counted.of_company, counted.of_day, counted.of_user, pg_backend_pid(),
				counted.number, counted.characters, counted.bytes)
			ON CONFLICT (insured_code, day, web_user_id, part) DO UPDATE SET
				events = c.events + excluded.events,
				characters = c.characters + excluded.characters,
				bytes = c.bytes + excluded.bytes;
		END IF;
	END LOOP;
END
$$;
