ALTER TABLE "staff_events" ADD COLUMN "insured_code" text;--> statement-breakpoint
CREATE INDEX "staff_events_by_staff_in_order" ON "staff_events" USING btree ("staff_id","staff_event_id");--> statement-breakpoint
CREATE INDEX "staff_events_by_company" ON "staff_events" USING btree ("insured_code","staff_event_id") WHERE "staff_events"."insured_code" is not null;--> statement-breakpoint
CREATE INDEX "staff_events_by_subject" ON "staff_events" USING btree ("subject","staff_event_id");--> statement-breakpoint
CREATE INDEX "staff_events_by_operation" ON "staff_events" USING btree ("operation","staff_event_id");--> statement-breakpoint
CREATE INDEX "staff_events_by_time" ON "staff_events" USING btree ("at");--> statement-breakpoint
-- Written by hand: whose company an act concerns, by what it was done to. Nothing where that tells no company.
CREATE FUNCTION company_of_staff_act(subject text) RETURNS text LANGUAGE sql STABLE AS $$
	SELECT CASE
		WHEN subject ~ '^[0-9]{9}$' THEN subject
		WHEN subject ~ '^[0-9]{12}$' THEN left(subject, 9)
		WHEN subject ~ '^W' THEN (SELECT insured_code FROM change_applications WHERE application_number = subject)
		WHEN subject ~ '^R' THEN (SELECT insured_code FROM registrations WHERE registration_number = subject)
		WHEN subject ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'
			THEN (SELECT home_insured_code FROM group_viewer_requests WHERE request_id = subject::uuid)
	END
$$;
--> statement-breakpoint
CREATE FUNCTION note_company_of_staff_act() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF NEW.insured_code IS NULL AND NEW.subject IS NOT NULL THEN
		NEW.insured_code := company_of_staff_act(NEW.subject);
	END IF;
	RETURN NEW;
END
$$;
--> statement-breakpoint
CREATE TRIGGER staff_act_notes_its_company BEFORE INSERT ON staff_events
	FOR EACH ROW EXECUTE FUNCTION note_company_of_staff_act();
--> statement-breakpoint
UPDATE staff_events SET insured_code = company_of_staff_act(subject) WHERE subject IS NOT NULL;
