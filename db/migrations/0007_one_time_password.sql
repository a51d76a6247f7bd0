CREATE TABLE "one_time_passwords" (
	"one_time_password_id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"web_user_id" text NOT NULL,
	"session_id_hash" text NOT NULL,
	"requested_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"code_hash" text,
	"made" integer DEFAULT 0 NOT NULL,
	"sent_at" timestamp with time zone,
	"ended_at" timestamp with time zone,
	"outcome" text,
	CONSTRAINT "ended_one_time_password_has_outcome" CHECK (("one_time_passwords"."ended_at" is null) = ("one_time_passwords"."outcome" is null))
);
--> statement-breakpoint
ALTER TABLE "insured_parties" ADD COLUMN "uses_one_time_password" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "web_user_sessions" ADD COLUMN "one_time_password_verified_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "web_user_sessions" ADD COLUMN "one_time_password_tries" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "one_time_passwords" ADD CONSTRAINT "one_time_passwords_web_user_id_web_users_web_user_id_fk" FOREIGN KEY ("web_user_id") REFERENCES "public"."web_users"("web_user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "one_time_passwords" ADD CONSTRAINT "one_time_passwords_session_id_hash_web_user_sessions_id_hash_fk" FOREIGN KEY ("session_id_hash") REFERENCES "public"."web_user_sessions"("id_hash") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "one_live_one_time_password_per_session" ON "one_time_passwords" USING btree ("session_id_hash") WHERE "one_time_passwords"."ended_at" is null;--> statement-breakpoint
CREATE INDEX "one_time_passwords_by_user" ON "one_time_passwords" USING btree ("web_user_id");