CREATE SEQUENCE "public"."insured_code_sequence" INCREMENT BY 1 MINVALUE 1 MAXVALUE 999999999 START WITH 300000001 CACHE 1;--> statement-breakpoint
CREATE SEQUENCE "public"."registration_number_sequence" INCREMENT BY 1 MINVALUE 1 MAXVALUE 999999 START WITH 1 CACHE 1 CYCLE;--> statement-breakpoint
CREATE TABLE "credentials" (
	"web_user_id" text PRIMARY KEY NOT NULL,
	"password_hash" text,
	"password_changed_at" timestamp with time zone,
	"temporary_hash" text,
	"temporary_kind" text,
	"temporary_expires_at" timestamp with time zone,
	"disabled_at" timestamp with time zone,
	CONSTRAINT "temporary_password_has_kind_and_end" CHECK (("credentials"."temporary_hash" is null) = ("credentials"."temporary_kind" is null) and ("credentials"."temporary_hash" is null) = ("credentials"."temporary_expires_at" is null))
);
--> statement-breakpoint
CREATE TABLE "login_throttles" (
	"key" text PRIMARY KEY NOT NULL,
	"failures" integer DEFAULT 0 NOT NULL,
	"last_failed_at" timestamp with time zone DEFAULT now() NOT NULL,
	"blocked_until" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "password_mails" (
	"password_mail_id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"web_user_id" text NOT NULL,
	"kind" text NOT NULL,
	"requested_at" timestamp with time zone DEFAULT now() NOT NULL,
	"made" integer DEFAULT 0 NOT NULL,
	"sent_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "letters" (
	"letter_id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"web_user_id" text NOT NULL,
	"registration_number" text,
	"ordered_at" timestamp with time zone DEFAULT now() NOT NULL,
	"printed_at" timestamp with time zone,
	"printed_by" text,
	"posted_at" timestamp with time zone,
	"posted_by" text,
	CONSTRAINT "letter_is_printed_before_it_is_posted" CHECK ("letters"."posted_at" is null or "letters"."printed_at" is not null)
);
--> statement-breakpoint
CREATE TABLE "public_drafts" (
	"token_hash" text PRIMARY KEY NOT NULL,
	"values" jsonb NOT NULL,
	"saved_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "registration_steps" (
	"step_id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"registration_number" text NOT NULL,
	"kind" text NOT NULL,
	"actor_kind" text NOT NULL,
	"actor_id" text NOT NULL,
	"actor_name" text NOT NULL,
	"actor_department" text DEFAULT '' NOT NULL,
	"actor_title" text DEFAULT '' NOT NULL,
	"reason_code" text,
	"reason_text" text,
	"address" text DEFAULT '' NOT NULL,
	"asked_at" timestamp with time zone DEFAULT now() NOT NULL,
	"recorded_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "registrations" (
	"registration_number" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"stage" text DEFAULT 'received' NOT NULL,
	"party_kind" text NOT NULL,
	"details" jsonb,
	"insured_code" text,
	"wants_comprehensive_insurance" boolean DEFAULT false NOT NULL,
	"administrator" jsonb NOT NULL,
	"terms_version" text NOT NULL,
	"terms_agreed_at" timestamp with time zone NOT NULL,
	"address" text NOT NULL,
	"assignee_id" text,
	"submitted_at" timestamp with time zone DEFAULT now() NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	"closed_at" timestamp with time zone,
	CONSTRAINT "new_insured_party_has_details" CHECK (("registrations"."kind" = 'newInsuredParty') = ("registrations"."details" is not null)),
	CONSTRAINT "approved_registration_has_an_insured_code" CHECK ("registrations"."stage" not in ('approved', 'registered') or "registrations"."insured_code" is not null)
);
--> statement-breakpoint
CREATE TABLE "group_viewer_companies" (
	"web_user_id" text NOT NULL,
	"insured_code" text NOT NULL,
	CONSTRAINT "group_viewer_companies_web_user_id_insured_code_pk" PRIMARY KEY("web_user_id","insured_code")
);
--> statement-breakpoint
ALTER TABLE "web_users" DROP CONSTRAINT "administrator_has_sequence_000";--> statement-breakpoint
ALTER TABLE "web_users" ALTER COLUMN "password_hash" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "insured_parties" ADD COLUMN "last_applicant_sequence" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "insured_parties" ADD COLUMN "last_group_viewer_sequence" integer DEFAULT 900 NOT NULL;--> statement-breakpoint
ALTER TABLE "web_user_sessions" ADD COLUMN "must_choose_password" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "web_user_sessions" ADD COLUMN "viewed_insured_code" text;--> statement-breakpoint
ALTER TABLE "web_users" ADD COLUMN "suspended_by" text;--> statement-breakpoint
ALTER TABLE "web_users" ADD COLUMN "valid_until" date;--> statement-breakpoint
ALTER TABLE "credentials" ADD CONSTRAINT "credentials_web_user_id_web_users_web_user_id_fk" FOREIGN KEY ("web_user_id") REFERENCES "public"."web_users"("web_user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "password_mails" ADD CONSTRAINT "password_mails_web_user_id_web_users_web_user_id_fk" FOREIGN KEY ("web_user_id") REFERENCES "public"."web_users"("web_user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "letters" ADD CONSTRAINT "letters_web_user_id_web_users_web_user_id_fk" FOREIGN KEY ("web_user_id") REFERENCES "public"."web_users"("web_user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "letters" ADD CONSTRAINT "letters_registration_number_registrations_registration_number_fk" FOREIGN KEY ("registration_number") REFERENCES "public"."registrations"("registration_number") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "letters" ADD CONSTRAINT "letters_printed_by_staff_staff_id_fk" FOREIGN KEY ("printed_by") REFERENCES "public"."staff"("staff_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "letters" ADD CONSTRAINT "letters_posted_by_staff_staff_id_fk" FOREIGN KEY ("posted_by") REFERENCES "public"."staff"("staff_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "registration_steps" ADD CONSTRAINT "registration_steps_registration_number_registrations_registration_number_fk" FOREIGN KEY ("registration_number") REFERENCES "public"."registrations"("registration_number") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "registrations" ADD CONSTRAINT "registrations_assignee_id_staff_staff_id_fk" FOREIGN KEY ("assignee_id") REFERENCES "public"."staff"("staff_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "group_viewer_companies" ADD CONSTRAINT "group_viewer_companies_web_user_id_web_users_web_user_id_fk" FOREIGN KEY ("web_user_id") REFERENCES "public"."web_users"("web_user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "group_viewer_companies" ADD CONSTRAINT "group_viewer_companies_insured_code_insured_parties_insured_code_fk" FOREIGN KEY ("insured_code") REFERENCES "public"."insured_parties"("insured_code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "letters_to_post" ON "letters" USING btree ("ordered_at") WHERE "letters"."posted_at" is null;--> statement-breakpoint
CREATE INDEX "registration_steps_by_number" ON "registration_steps" USING btree ("registration_number","recorded_at");--> statement-breakpoint
CREATE INDEX "registrations_queue" ON "registrations" USING btree ("stage","due_at");--> statement-breakpoint
ALTER TABLE "insured_parties" ADD CONSTRAINT "applicants_are_99_at_most" CHECK ("insured_parties"."last_applicant_sequence" between 0 and 99);--> statement-breakpoint
ALTER TABLE "insured_parties" ADD CONSTRAINT "group_viewers_are_99_at_most" CHECK ("insured_parties"."last_group_viewer_sequence" between 900 and 999);--> statement-breakpoint
ALTER TABLE "web_users" ADD CONSTRAINT "sequence_tells_the_kind" CHECK ("web_users"."kind" = case
        when right("web_users"."web_user_id", 3) = '000' then 'administrator'
        when right("web_users"."web_user_id", 3) between '001' and '099' then 'applicant'
        when right("web_users"."web_user_id", 3) between '901' and '999' then 'groupViewer' end);--> statement-breakpoint
ALTER TABLE "web_users" ADD CONSTRAINT "suspension_names_who" CHECK (("web_users"."suspended_at" is null) = ("web_users"."suspended_by" is null));--> statement-breakpoint
INSERT INTO "credentials" ("web_user_id", "password_hash", "password_changed_at")
SELECT "web_user_id", "password_hash", "created_at" FROM "web_users";--> statement-breakpoint
UPDATE "insured_parties" SET "last_applicant_sequence" = coalesce(
  (SELECT max(right("web_user_id", 3)::int) FROM "web_users"
   WHERE "web_users"."insured_code" = "insured_parties"."insured_code" AND "kind" = 'applicant'), 0);
