CREATE SEQUENCE "public"."application_number_sequence" INCREMENT BY 1 MINVALUE 1 MAXVALUE 999999 START WITH 1 CACHE 1 CYCLE;--> statement-breakpoint
CREATE TABLE "change_application_steps" (
	"step_id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"application_number" text NOT NULL,
	"round" integer NOT NULL,
	"kind" text NOT NULL,
	"actor_kind" text NOT NULL,
	"actor_id" text NOT NULL,
	"actor_name" text NOT NULL,
	"actor_department" text DEFAULT '' NOT NULL,
	"actor_title" text DEFAULT '' NOT NULL,
	"reason_code" text,
	"reason_text" text,
	"effective_on" date,
	"changes" jsonb,
	"address" text DEFAULT '' NOT NULL,
	"asked_at" timestamp with time zone DEFAULT now() NOT NULL,
	"recorded_at" timestamp with time zone,
	CONSTRAINT "return_and_rejection_give_a_reason" CHECK ("change_application_steps"."kind" not in ('returned', 'rejected') or ("change_application_steps"."reason_code" is not null and "change_application_steps"."reason_text" is not null))
);
--> statement-breakpoint
CREATE TABLE "change_applications" (
	"application_number" text PRIMARY KEY NOT NULL,
	"insured_code" text NOT NULL,
	"applicant_id" text NOT NULL,
	"stage" text DEFAULT 'draft' NOT NULL,
	"round" integer DEFAULT 0 NOT NULL,
	"changes" jsonb NOT NULL,
	"correction" jsonb,
	"approvals_needed" integer NOT NULL,
	"entered_by" text,
	"receipt_email" text,
	"submitted_at" timestamp with time zone,
	"due_at" timestamp with time zone,
	"assignee_id" text,
	"effective_on" date,
	"closed_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "application_changes_something" CHECK ("change_applications"."changes" <> '{}'::jsonb),
	CONSTRAINT "one_or_two_approvals" CHECK ("change_applications"."approvals_needed" in (1, 2)),
	CONSTRAINT "submitted_application_has_time_and_receipt_address" CHECK ("change_applications"."stage" in ('draft', 'discarded') or ("change_applications"."submitted_at" is not null and "change_applications"."receipt_email" is not null and "change_applications"."due_at" is not null))
);
--> statement-breakpoint
CREATE TABLE "email_changes" (
	"email_change_id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"web_user_id" text NOT NULL,
	"old_email" text NOT NULL,
	"new_email" text NOT NULL,
	"stage" text DEFAULT 'pending' NOT NULL,
	"cancelled_by" text,
	"generation" integer DEFAULT 1 NOT NULL,
	"confirm_token_hash" text,
	"cancel_token_hash" text,
	"requested_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	CONSTRAINT "ended_email_change_has_a_time" CHECK (("email_changes"."stage" = 'pending') = ("email_changes"."ended_at" is null))
);
--> statement-breakpoint
CREATE TABLE "access_events" (
	"access_event_id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "access_events_access_event_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"insured_code" text NOT NULL,
	"web_user_id" text NOT NULL,
	"operation" text NOT NULL,
	"actor_name" text NOT NULL,
	"actor_department" text DEFAULT '' NOT NULL,
	"actor_title" text DEFAULT '' NOT NULL,
	"subject" text,
	"address" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "staff_events" (
	"staff_event_id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "staff_events_staff_event_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"staff_id" text NOT NULL,
	"operation" text NOT NULL,
	"actor_name" text NOT NULL,
	"actor_department" text DEFAULT '' NOT NULL,
	"actor_title" text DEFAULT '' NOT NULL,
	"subject" text,
	"address" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "insured_parties" (
	"insured_code" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"corporate_number" text,
	"name" text NOT NULL,
	"name_kana" text NOT NULL,
	"name_english" text NOT NULL,
	"representative_title" text,
	"representative_name" text,
	"representative_kana" text,
	"postal_code" text NOT NULL,
	"prefecture" text NOT NULL,
	"city" text NOT NULL,
	"street" text NOT NULL,
	"building" text,
	"address_english" text NOT NULL,
	"phone" text NOT NULL,
	"fax" text,
	"url" text,
	"industry" text,
	"established_on" date,
	"capital_yen" bigint,
	"employees" integer,
	"fiscal_month" integer,
	"is_sme" boolean,
	"contact_department" text,
	"contact_name" text NOT NULL,
	"contact_phone" text NOT NULL,
	"contact_email" text NOT NULL,
	"uses_comprehensive_insurance" boolean DEFAULT false NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "insured_code_has_nine_digits" CHECK ("insured_parties"."insured_code" ~ '^[0-9]{9}$'),
	CONSTRAINT "corporate_number_has_thirteen_digits" CHECK ("insured_parties"."corporate_number" ~ '^[0-9]{13}$'),
	CONSTRAINT "fiscal_month_is_a_month" CHECK ("insured_parties"."fiscal_month" between 1 and 12)
);
--> statement-breakpoint
CREATE TABLE "mail_log" (
	"message_id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"recipient" text NOT NULL,
	"subject" text NOT NULL,
	"reference" text NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"last_error" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"sent_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "outbox" (
	"outbox_id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "outbox_outbox_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"workflow_type" text NOT NULL,
	"workflow_id" text NOT NULL,
	"input" jsonb NOT NULL,
	"signal" text,
	"signal_input" jsonb,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"delivered_at" timestamp with time zone,
	"attempts" integer DEFAULT 0 NOT NULL,
	"last_error" text
);
--> statement-breakpoint
CREATE TABLE "drafts" (
	"session_id_hash" text NOT NULL,
	"wizard" text NOT NULL,
	"values" jsonb NOT NULL,
	"saved_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "drafts_session_id_hash_wizard_pk" PRIMARY KEY("session_id_hash","wizard")
);
--> statement-breakpoint
CREATE TABLE "staff_sessions" (
	"id_hash" text PRIMARY KEY NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"address" text NOT NULL,
	"user_agent" text DEFAULT '' NOT NULL,
	"password_given_at" timestamp with time zone DEFAULT now() NOT NULL,
	"previous_login_at" timestamp with time zone,
	"previous_login_address" text,
	"staff_id" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "web_user_sessions" (
	"id_hash" text PRIMARY KEY NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"address" text NOT NULL,
	"user_agent" text DEFAULT '' NOT NULL,
	"password_given_at" timestamp with time zone DEFAULT now() NOT NULL,
	"previous_login_at" timestamp with time zone,
	"previous_login_address" text,
	"web_user_id" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "staff" (
	"staff_id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"department" text NOT NULL,
	"title" text DEFAULT '' NOT NULL,
	"email" text NOT NULL,
	"role" text NOT NULL,
	"password_hash" text NOT NULL,
	"suspended_at" timestamp with time zone,
	"last_login_at" timestamp with time zone,
	"last_login_address" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "agreements" (
	"agreement_code" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "web_user_agreements" (
	"web_user_id" text NOT NULL,
	"agreement_code" text NOT NULL,
	CONSTRAINT "web_user_agreements_web_user_id_agreement_code_pk" PRIMARY KEY("web_user_id","agreement_code")
);
--> statement-breakpoint
CREATE TABLE "web_users" (
	"web_user_id" text PRIMARY KEY NOT NULL,
	"insured_code" text NOT NULL,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"kana" text NOT NULL,
	"department" text DEFAULT '' NOT NULL,
	"title" text DEFAULT '' NOT NULL,
	"phone" text NOT NULL,
	"fax" text,
	"email" text NOT NULL,
	"application_right" text NOT NULL,
	"contract_data_right" text NOT NULL,
	"application_data_right" text NOT NULL,
	"password_hash" text NOT NULL,
	"suspended_at" timestamp with time zone,
	"last_login_at" timestamp with time zone,
	"last_login_address" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "web_user_id_is_insured_code_and_sequence" CHECK ("web_users"."web_user_id" ~ '^[0-9]{12}$' and left("web_users"."web_user_id", 9) = "web_users"."insured_code"),
	CONSTRAINT "administrator_has_sequence_000" CHECK (("web_users"."kind" = 'administrator') = (right("web_users"."web_user_id", 3) = '000'))
);
--> statement-breakpoint
ALTER TABLE "change_application_steps" ADD CONSTRAINT "change_application_steps_application_number_change_applications_application_number_fk" FOREIGN KEY ("application_number") REFERENCES "public"."change_applications"("application_number") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "change_applications" ADD CONSTRAINT "change_applications_insured_code_insured_parties_insured_code_fk" FOREIGN KEY ("insured_code") REFERENCES "public"."insured_parties"("insured_code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "change_applications" ADD CONSTRAINT "change_applications_applicant_id_web_users_web_user_id_fk" FOREIGN KEY ("applicant_id") REFERENCES "public"."web_users"("web_user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "email_changes" ADD CONSTRAINT "email_changes_web_user_id_web_users_web_user_id_fk" FOREIGN KEY ("web_user_id") REFERENCES "public"."web_users"("web_user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "drafts" ADD CONSTRAINT "drafts_session_id_hash_web_user_sessions_id_hash_fk" FOREIGN KEY ("session_id_hash") REFERENCES "public"."web_user_sessions"("id_hash") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "staff_sessions" ADD CONSTRAINT "staff_sessions_staff_id_staff_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("staff_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "web_user_sessions" ADD CONSTRAINT "web_user_sessions_web_user_id_web_users_web_user_id_fk" FOREIGN KEY ("web_user_id") REFERENCES "public"."web_users"("web_user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "web_user_agreements" ADD CONSTRAINT "web_user_agreements_web_user_id_web_users_web_user_id_fk" FOREIGN KEY ("web_user_id") REFERENCES "public"."web_users"("web_user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "web_user_agreements" ADD CONSTRAINT "web_user_agreements_agreement_code_agreements_agreement_code_fk" FOREIGN KEY ("agreement_code") REFERENCES "public"."agreements"("agreement_code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "web_users" ADD CONSTRAINT "web_users_insured_code_insured_parties_insured_code_fk" FOREIGN KEY ("insured_code") REFERENCES "public"."insured_parties"("insured_code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "change_application_steps_by_number" ON "change_application_steps" USING btree ("application_number","recorded_at");--> statement-breakpoint
CREATE UNIQUE INDEX "nobody_approves_twice_in_a_round" ON "change_application_steps" USING btree ("application_number","round","actor_id") WHERE "change_application_steps"."kind" = 'approved' and "change_application_steps"."recorded_at" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "applied_at_most_once" ON "change_application_steps" USING btree ("application_number") WHERE "change_application_steps"."kind" = 'applied';--> statement-breakpoint
CREATE UNIQUE INDEX "one_open_application_per_insured_party" ON "change_applications" USING btree ("insured_code") WHERE "change_applications"."stage" in ('draft', 'received', 'inReview', 'secondApproval', 'approved', 'returned');--> statement-breakpoint
CREATE INDEX "change_applications_queue" ON "change_applications" USING btree ("stage","due_at");--> statement-breakpoint
CREATE INDEX "change_applications_by_insured_party" ON "change_applications" USING btree ("insured_code","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "one_pending_email_change_per_user" ON "email_changes" USING btree ("web_user_id") WHERE "email_changes"."stage" = 'pending';--> statement-breakpoint
CREATE UNIQUE INDEX "email_changes_by_confirm_token" ON "email_changes" USING btree ("confirm_token_hash");--> statement-breakpoint
CREATE UNIQUE INDEX "email_changes_by_cancel_token" ON "email_changes" USING btree ("cancel_token_hash");--> statement-breakpoint
CREATE INDEX "email_changes_by_user" ON "email_changes" USING btree ("web_user_id","requested_at");--> statement-breakpoint
CREATE INDEX "access_events_by_user" ON "access_events" USING btree ("insured_code","web_user_id","at");--> statement-breakpoint
CREATE INDEX "staff_events_by_staff" ON "staff_events" USING btree ("staff_id","at");--> statement-breakpoint
CREATE INDEX "mail_log_by_reference" ON "mail_log" USING btree ("reference");--> statement-breakpoint
CREATE INDEX "mail_log_by_time" ON "mail_log" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "outbox_undelivered" ON "outbox" USING btree ("outbox_id") WHERE "outbox"."delivered_at" is null;--> statement-breakpoint
CREATE INDEX "staff_sessions_by_staff" ON "staff_sessions" USING btree ("staff_id");--> statement-breakpoint
CREATE INDEX "web_user_sessions_by_user" ON "web_user_sessions" USING btree ("web_user_id");--> statement-breakpoint
CREATE INDEX "web_users_by_insured_code" ON "web_users" USING btree ("insured_code");