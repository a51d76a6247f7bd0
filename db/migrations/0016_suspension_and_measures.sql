CREATE TABLE "measures" (
	"measure_id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"measure" text NOT NULL,
	"insured_code" text NOT NULL,
	"web_user_id" text,
	"reason_text" text NOT NULL,
	"subject" text,
	"staff_id" text NOT NULL,
	"actor_name" text NOT NULL,
	"actor_department" text DEFAULT '' NOT NULL,
	"actor_title" text DEFAULT '' NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "measure_has_a_reason" CHECK ("measures"."reason_text" <> ''),
	CONSTRAINT "measure_about_a_user_names_them" CHECK (("measures"."web_user_id" is null) = ("measures"."measure" in ('companySuspended', 'companyResumed', 'ipRestrictionLifted', 'accountNumberShown'))),
	CONSTRAINT "user_is_of_the_company" CHECK (left("measures"."web_user_id", 9) = "measures"."insured_code")
);
--> statement-breakpoint
ALTER TABLE "insured_parties" ADD COLUMN "suspended_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "measures" ADD CONSTRAINT "measures_insured_code_insured_parties_insured_code_fk" FOREIGN KEY ("insured_code") REFERENCES "public"."insured_parties"("insured_code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "measures" ADD CONSTRAINT "measures_web_user_id_web_users_web_user_id_fk" FOREIGN KEY ("web_user_id") REFERENCES "public"."web_users"("web_user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "measures" ADD CONSTRAINT "measures_staff_id_staff_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("staff_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "measures_by_company" ON "measures" USING btree ("insured_code","at");