CREATE TABLE "change_application_deciders" (
	"application_number" text NOT NULL,
	"round" integer NOT NULL,
	"staff_id" text NOT NULL,
	"step_id" uuid NOT NULL,
	CONSTRAINT "nobody_has_their_say_twice_in_a_round" PRIMARY KEY("application_number","round","staff_id")
);
--> statement-breakpoint
CREATE TABLE "stand_in_periods" (
	"period_id" uuid PRIMARY KEY NOT NULL,
	"principal_id" text NOT NULL,
	"stand_in_id" text NOT NULL,
	"from_date" date NOT NULL,
	"until_date" date NOT NULL,
	"note" text DEFAULT '' NOT NULL,
	"set_by" text NOT NULL,
	"set_at" timestamp with time zone DEFAULT now() NOT NULL,
	"revoked_by" text,
	"revoked_at" timestamp with time zone,
	CONSTRAINT "stand_in_period_with_its_people" UNIQUE("period_id","principal_id","stand_in_id"),
	CONSTRAINT "nobody_is_their_own_stand_in" CHECK ("stand_in_periods"."principal_id" <> "stand_in_periods"."stand_in_id"),
	CONSTRAINT "stand_in_period_ends_after_it_begins" CHECK ("stand_in_periods"."until_date" >= "stand_in_periods"."from_date"),
	CONSTRAINT "revoked_stand_in_period_names_who" CHECK (("stand_in_periods"."revoked_at" is null) = ("stand_in_periods"."revoked_by" is null))
);
--> statement-breakpoint
DROP INDEX "nobody_approves_twice_in_a_round";--> statement-breakpoint
ALTER TABLE "change_application_steps" ADD COLUMN "principal_id" text;--> statement-breakpoint
ALTER TABLE "change_application_steps" ADD COLUMN "principal_name" text;--> statement-breakpoint
ALTER TABLE "change_application_steps" ADD COLUMN "stand_in_period_id" uuid;--> statement-breakpoint
ALTER TABLE "change_application_steps" ADD COLUMN "choices" jsonb;--> statement-breakpoint
ALTER TABLE "change_application_steps" ADD COLUMN "voided_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "staff_events" ADD COLUMN "principal_id" text;--> statement-breakpoint
ALTER TABLE "staff_events" ADD COLUMN "principal_name" text;--> statement-breakpoint
ALTER TABLE "group_viewer_requests" ADD COLUMN "principal_id" text;--> statement-breakpoint
ALTER TABLE "group_viewer_requests" ADD COLUMN "principal_name" text;--> statement-breakpoint
ALTER TABLE "group_viewer_requests" ADD COLUMN "stand_in_period_id" uuid;--> statement-breakpoint
ALTER TABLE "registration_steps" ADD COLUMN "principal_id" text;--> statement-breakpoint
ALTER TABLE "registration_steps" ADD COLUMN "principal_name" text;--> statement-breakpoint
ALTER TABLE "registration_steps" ADD COLUMN "stand_in_period_id" uuid;--> statement-breakpoint
ALTER TABLE "change_application_deciders" ADD CONSTRAINT "change_application_deciders_step_id_change_application_steps_step_id_fk" FOREIGN KEY ("step_id") REFERENCES "public"."change_application_steps"("step_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stand_in_periods" ADD CONSTRAINT "stand_in_periods_principal_id_staff_staff_id_fk" FOREIGN KEY ("principal_id") REFERENCES "public"."staff"("staff_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stand_in_periods" ADD CONSTRAINT "stand_in_periods_stand_in_id_staff_staff_id_fk" FOREIGN KEY ("stand_in_id") REFERENCES "public"."staff"("staff_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stand_in_periods" ADD CONSTRAINT "stand_in_periods_set_by_staff_staff_id_fk" FOREIGN KEY ("set_by") REFERENCES "public"."staff"("staff_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stand_in_periods" ADD CONSTRAINT "stand_in_periods_revoked_by_staff_staff_id_fk" FOREIGN KEY ("revoked_by") REFERENCES "public"."staff"("staff_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "change_application_deciders_by_step" ON "change_application_deciders" USING btree ("step_id");--> statement-breakpoint
CREATE INDEX "stand_in_periods_by_stand_in" ON "stand_in_periods" USING btree ("stand_in_id","until_date");--> statement-breakpoint
ALTER TABLE "change_application_steps" ADD CONSTRAINT "only_a_stand_in_acts_for_another" FOREIGN KEY ("stand_in_period_id","principal_id","actor_id") REFERENCES "public"."stand_in_periods"("period_id","principal_id","stand_in_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "group_viewer_requests" ADD CONSTRAINT "only_a_stand_in_acts_for_another" FOREIGN KEY ("stand_in_period_id","principal_id","decided_by") REFERENCES "public"."stand_in_periods"("period_id","principal_id","stand_in_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "registration_steps" ADD CONSTRAINT "only_a_stand_in_acts_for_another" FOREIGN KEY ("stand_in_period_id","principal_id","actor_id") REFERENCES "public"."stand_in_periods"("period_id","principal_id","stand_in_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "a_registration_is_decided_once" ON "registration_steps" USING btree ("registration_number") WHERE "registration_steps"."kind" in ('approved', 'rejected') and "registration_steps"."recorded_at" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "nobody_approves_twice_in_a_round" ON "change_application_steps" USING btree ("application_number","round","actor_id") WHERE "change_application_steps"."kind" = 'approved' and "change_application_steps"."recorded_at" is not null and "change_application_steps"."voided_at" is null;--> statement-breakpoint
ALTER TABLE "change_application_steps" ADD CONSTRAINT "only_decisions_are_made_for_somebody_else" CHECK ("change_application_steps"."principal_id" is null or "change_application_steps"."kind" in ('approved', 'returned', 'rejected'));--> statement-breakpoint
ALTER TABLE "change_application_steps" ADD CONSTRAINT "who_acts_for_another_says_by_which_period" CHECK (("change_application_steps"."principal_id" is null) = ("change_application_steps"."stand_in_period_id" is null) and ("change_application_steps"."principal_id" is null) = ("change_application_steps"."principal_name" is null) and ("change_application_steps"."principal_id" is null or "change_application_steps"."actor_id" is not null));--> statement-breakpoint
ALTER TABLE "group_viewer_requests" ADD CONSTRAINT "nobody_decides_what_their_principal_entered" CHECK ("group_viewer_requests"."principal_id" <> "group_viewer_requests"."entered_by");--> statement-breakpoint
ALTER TABLE "group_viewer_requests" ADD CONSTRAINT "who_acts_for_another_says_by_which_period" CHECK (("group_viewer_requests"."principal_id" is null) = ("group_viewer_requests"."stand_in_period_id" is null) and ("group_viewer_requests"."principal_id" is null) = ("group_viewer_requests"."principal_name" is null) and ("group_viewer_requests"."principal_id" is null or "group_viewer_requests"."decided_by" is not null));--> statement-breakpoint
ALTER TABLE "registration_steps" ADD CONSTRAINT "only_decisions_are_made_for_somebody_else" CHECK ("registration_steps"."principal_id" is null or "registration_steps"."kind" in ('approved', 'rejected'));--> statement-breakpoint
ALTER TABLE "registration_steps" ADD CONSTRAINT "who_acts_for_another_says_by_which_period" CHECK (("registration_steps"."principal_id" is null) = ("registration_steps"."stand_in_period_id" is null) and ("registration_steps"."principal_id" is null) = ("registration_steps"."principal_name" is null) and ("registration_steps"."principal_id" is null or "registration_steps"."actor_id" is not null));--> statement-breakpoint
CREATE EXTENSION IF NOT EXISTS btree_gist;--> statement-breakpoint
ALTER TABLE "stand_in_periods" ADD CONSTRAINT "one_stand_in_for_a_principal_at_a_time" EXCLUDE USING gist ("principal_id" WITH =, daterange("from_date", "until_date", '[]') WITH &&) WHERE ("revoked_at" is null);--> statement-breakpoint
-- A stand-in's act counts only while the period lasts, by the day in Tokyo.
CREATE FUNCTION "stand_in_lasts"() RETURNS trigger LANGUAGE plpgsql AS $$
begin
  if new.principal_id is not null and new.recorded_at is not null and not exists (
    select from stand_in_periods
    where period_id = new.stand_in_period_id
      and (new.recorded_at at time zone 'Asia/Tokyo')::date between from_date and until_date
      and (revoked_at is null or revoked_at > new.recorded_at)
  ) then
    raise exception 'a stand-in decides only while it lasts'
      using errcode = 'check_violation', constraint = 'a_stand_in_decides_only_while_it_lasts', table = tg_table_name;
  end if;
  return null;
end $$;--> statement-breakpoint
CREATE TRIGGER "stand_in_lasts" AFTER INSERT OR UPDATE ON "change_application_steps" FOR EACH ROW EXECUTE FUNCTION "stand_in_lasts"();--> statement-breakpoint
CREATE TRIGGER "stand_in_lasts" AFTER INSERT OR UPDATE ON "registration_steps" FOR EACH ROW EXECUTE FUNCTION "stand_in_lasts"();--> statement-breakpoint
-- Four eyes: whoever decides, and for whom, is a row whose primary key lets nobody in a second time.
CREATE FUNCTION "deciders_of_a_step"() RETURNS trigger LANGUAGE plpgsql AS $$
begin
  delete from change_application_deciders where step_id = new.step_id;
  if new.recorded_at is null or new.voided_at is not null or new.kind not in ('approved', 'returned', 'rejected') then
    return null;
  end if;
  if exists (
    select from change_applications
    where application_number = new.application_number and entered_by in (new.actor_id, new.principal_id)
  ) then
    raise exception 'nobody decides what they entered'
      using errcode = 'check_violation', constraint = 'nobody_decides_what_they_entered', table = tg_table_name;
  end if;
  insert into change_application_deciders (application_number, round, staff_id, step_id)
    select new.application_number, new.round, person, new.step_id
    from unnest(array[new.actor_id, new.principal_id]) as person
    where person is not null;
  return null;
end $$;--> statement-breakpoint
CREATE TRIGGER "deciders_of_a_step" AFTER INSERT OR UPDATE ON "change_application_steps" FOR EACH ROW EXECUTE FUNCTION "deciders_of_a_step"();--> statement-breakpoint
-- The other side of the same rule: who entered an application stays the same, and is named before anybody decides.
CREATE FUNCTION "who_entered_stays"() RETURNS trigger LANGUAGE plpgsql AS $$
begin
  if old.entered_by is not null or exists (
    select from change_application_deciders
    where application_number = new.application_number and staff_id = new.entered_by
  ) then
    raise exception 'who entered an application stays the same'
      using errcode = 'check_violation', constraint = 'who_entered_an_application_stays_the_same', table = tg_table_name;
  end if;
  return null;
end $$;--> statement-breakpoint
CREATE TRIGGER "who_entered_stays" AFTER UPDATE OF "entered_by" ON "change_applications" FOR EACH ROW WHEN (old.entered_by is distinct from new.entered_by) EXECUTE FUNCTION "who_entered_stays"();--> statement-breakpoint
INSERT INTO "change_application_deciders" ("application_number", "round", "staff_id", "step_id")
SELECT "application_number", "round", "actor_id", "step_id" FROM "change_application_steps"
WHERE "kind" in ('approved', 'returned', 'rejected') AND "recorded_at" is not null
ORDER BY "recorded_at" ON CONFLICT DO NOTHING;
