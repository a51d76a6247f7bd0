CREATE TABLE "ip_restriction_entries" (
	"insured_code" text NOT NULL,
	"position" integer NOT NULL,
	"kind" text NOT NULL,
	"value" text NOT NULL,
	"memo" text NOT NULL,
	CONSTRAINT "ip_restriction_entries_insured_code_position_pk" PRIMARY KEY("insured_code","position"),
	CONSTRAINT "an_address_stands_in_a_list_once" UNIQUE("insured_code","value"),
	CONSTRAINT "entries_are_100_at_most" CHECK ("ip_restriction_entries"."position" between 1 and 100),
	CONSTRAINT "kind_is_single_or_range" CHECK (("ip_restriction_entries"."kind" = 'range') = (position('/' in "ip_restriction_entries"."value") > 0)),
	CONSTRAINT "entry_is_a_network" CHECK (family("ip_restriction_entries"."value"::cidr) in (4, 6))
);
--> statement-breakpoint
CREATE TABLE "ip_restriction_lifts" (
	"lift_id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"insured_code" text NOT NULL,
	"lifted_at" timestamp with time zone NOT NULL,
	"lifted_by" text NOT NULL,
	"reason_text" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "ip_restrictions" (
	"insured_code" text PRIMARY KEY NOT NULL,
	"enabled" boolean DEFAULT false NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "ip_restriction_entries" ADD CONSTRAINT "ip_restriction_entries_insured_code_ip_restrictions_insured_code_fk" FOREIGN KEY ("insured_code") REFERENCES "public"."ip_restrictions"("insured_code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ip_restriction_lifts" ADD CONSTRAINT "ip_restriction_lifts_insured_code_ip_restrictions_insured_code_fk" FOREIGN KEY ("insured_code") REFERENCES "public"."ip_restrictions"("insured_code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ip_restriction_lifts" ADD CONSTRAINT "ip_restriction_lifts_lifted_by_staff_staff_id_fk" FOREIGN KEY ("lifted_by") REFERENCES "public"."staff"("staff_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ip_restrictions" ADD CONSTRAINT "ip_restrictions_insured_code_insured_parties_insured_code_fk" FOREIGN KEY ("insured_code") REFERENCES "public"."insured_parties"("insured_code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "ip_restriction_lifts_by_company" ON "ip_restriction_lifts" USING btree ("insured_code","lifted_at");