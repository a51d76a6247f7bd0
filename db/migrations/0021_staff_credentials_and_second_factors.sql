CREATE TABLE "staff_account_acts" (
	"act_id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "staff_account_acts_act_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"staff_id" text NOT NULL,
	"operation" text NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"actor_name" text NOT NULL,
	"actor_department" text DEFAULT '' NOT NULL,
	"actor_title" text DEFAULT '' NOT NULL,
	"reason_text" text DEFAULT '' NOT NULL,
	"changes" jsonb DEFAULT '[]'::jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "staff_credentials" (
	"staff_id" text PRIMARY KEY NOT NULL,
	"password_hash" text,
	"password_changed_at" timestamp with time zone,
	"temporary_hash" text,
	"temporary_kind" text,
	"temporary_expires_at" timestamp with time zone,
	CONSTRAINT "temporary_password_of_staff_has_kind_and_end" CHECK (("staff_credentials"."temporary_hash" is null) = ("staff_credentials"."temporary_kind" is null) and ("staff_credentials"."temporary_hash" is null) = ("staff_credentials"."temporary_expires_at" is null))
);
--> statement-breakpoint
CREATE TABLE "staff_logins" (
	"id_hash" text PRIMARY KEY NOT NULL,
	"staff_id" text NOT NULL,
	"proof_kind" text NOT NULL,
	"proof_hash" text NOT NULL,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "staff_recovery_codes" (
	"staff_id" text NOT NULL,
	"selector" text NOT NULL,
	"code_hash" text NOT NULL,
	"made_at" timestamp with time zone DEFAULT now() NOT NULL,
	"used_at" timestamp with time zone,
	CONSTRAINT "staff_recovery_codes_staff_id_selector_pk" PRIMARY KEY("staff_id","selector")
);
--> statement-breakpoint
CREATE TABLE "staff_second_factors" (
	"second_factor_id" uuid PRIMARY KEY NOT NULL,
	"staff_id" text NOT NULL,
	"sealed_secret" text NOT NULL,
	"made_at" timestamp with time zone DEFAULT now() NOT NULL,
	"session_id_hash" text,
	"confirmed_at" timestamp with time zone,
	"last_used_step" bigint,
	CONSTRAINT "a_second_factor_is_confirmed_or_of_a_session" CHECK (("staff_second_factors"."confirmed_at" is null) = ("staff_second_factors"."session_id_hash" is not null)),
	CONSTRAINT "second_factor_is_encrypted" CHECK ("staff_second_factors"."sealed_secret" ~ '^[A-Za-z0-9._-]+:[A-Za-z0-9_-]{47,}$')
);
--> statement-breakpoint
ALTER TABLE "password_mails" ALTER COLUMN "web_user_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "notices" ALTER COLUMN "web_user_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "password_mails" ADD COLUMN "staff_id" text;--> statement-breakpoint
ALTER TABLE "notices" ADD COLUMN "staff_id" text;--> statement-breakpoint
ALTER TABLE "staff_sessions" ADD COLUMN "must_choose_password" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "staff" ADD COLUMN "version" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "staff_account_acts" ADD CONSTRAINT "an_act_is_about_an_account" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("staff_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "staff_credentials" ADD CONSTRAINT "staff_credentials_staff_id_staff_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("staff_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "staff_logins" ADD CONSTRAINT "staff_logins_staff_id_staff_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("staff_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "staff_recovery_codes" ADD CONSTRAINT "staff_recovery_codes_staff_id_staff_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("staff_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "staff_second_factors" ADD CONSTRAINT "staff_second_factors_staff_id_staff_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("staff_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "staff_second_factors" ADD CONSTRAINT "staff_second_factors_session_id_hash_staff_sessions_id_hash_fk" FOREIGN KEY ("session_id_hash") REFERENCES "public"."staff_sessions"("id_hash") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "staff_account_acts_by_staff" ON "staff_account_acts" USING btree ("staff_id","at");--> statement-breakpoint
CREATE INDEX "staff_logins_by_staff" ON "staff_logins" USING btree ("staff_id");--> statement-breakpoint
CREATE UNIQUE INDEX "staff_have_one_second_factor" ON "staff_second_factors" USING btree ("staff_id") WHERE "staff_second_factors"."confirmed_at" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "a_session_sets_up_one_second_factor" ON "staff_second_factors" USING btree ("session_id_hash");--> statement-breakpoint
ALTER TABLE "password_mails" ADD CONSTRAINT "password_mails_staff_id_staff_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("staff_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notices" ADD CONSTRAINT "notices_staff_id_staff_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("staff_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "password_mails" ADD CONSTRAINT "a_mailed_password_is_one_persons" CHECK (num_nonnulls("password_mails"."web_user_id", "password_mails"."staff_id") = 1);--> statement-breakpoint
ALTER TABLE "notices" ADD CONSTRAINT "a_notice_tells_one_person" CHECK (num_nonnulls("notices"."web_user_id", "notices"."staff_id") = 1);--> statement-breakpoint
-- By hand: what everybody had until now.
INSERT INTO "staff_credentials" ("staff_id", "password_hash") SELECT "staff_id", "password_hash" FROM "staff";
