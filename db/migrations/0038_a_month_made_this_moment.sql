-- Records events, in their order, with the counts of their users' days. A missing partition is made. Each event is
-- {at?, insuredCode, webUserId, operation, operationText, actorName, actorDepartment, actorTitle, subject?, address};
-- `operationText` is only measured: a line of the export holds an ID of 12 characters, a time of 19, the operation, name,
-- department and title, 5 commas and CR LF. A count that somebody else is adding to is left alone, another row begins:
-- who waited for it while holding what the other wants next would wait for ever.
CREATE OR REPLACE FUNCTION record_access_events(events jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	missing date;
	counted record;
	told boolean := false;
BEGIN
	FOR missing IN
		SELECT DISTINCT access_events_month(coalesce(e.at, now())) AS month
		FROM jsonb_to_recordset(events) AS e(at timestamptz)
		WHERE to_regclass(access_events_partition(access_events_month(coalesce(e.at, now())))) IS NULL
		ORDER BY month
	LOOP
		PERFORM make_access_events_partition(missing);
	END LOOP;
	LOOP
		BEGIN
			INSERT INTO access_events
				(at, insured_code, web_user_id, operation, actor_name, actor_department, actor_title, subject, address)
			SELECT
				coalesce(at, now()), "insuredCode", "webUserId", operation, "actorName",
				coalesce("actorDepartment", ''), coalesce("actorTitle", ''), subject, address
			FROM jsonb_to_recordset(events) AS e(
				at timestamptz, "insuredCode" text, "webUserId" text, operation text,
				"actorName" text, "actorDepartment" text, "actorTitle" text, subject text, address text);
			EXIT;
		EXCEPTION WHEN check_violation THEN
			IF told THEN RAISE; END IF;
			-- Somebody made the partition this very moment: it is seen before every session has been told of it. The lock of
			-- whoever made it is let go only after that.
			LOCK TABLE access_events IN SHARE UPDATE EXCLUSIVE MODE;
			told := true;
		END;
	END LOOP;
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
