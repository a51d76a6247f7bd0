CREATE TABLE "bulk_approval_items" (
	"bulk_id" uuid NOT NULL,
	"application_number" text NOT NULL,
	"position" integer NOT NULL,
	"round" integer NOT NULL,
	"record_token" text NOT NULL,
	"step_id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"outcome" text,
	"decided_at" timestamp with time zone,
	CONSTRAINT "bulk_approval_items_bulk_id_application_number_pk" PRIMARY KEY("bulk_id","application_number")
);
--> statement-breakpoint
CREATE TABLE "bulk_approvals" (
	"bulk_id" uuid PRIMARY KEY NOT NULL,
	"staff_id" text NOT NULL,
	"principal_id" text,
	"principal_name" text,
	"stand_in_period_id" uuid,
	"asked_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "who_acts_for_another_says_by_which_period" CHECK (("bulk_approvals"."principal_id" is null) = ("bulk_approvals"."stand_in_period_id" is null) and ("bulk_approvals"."principal_id" is null) = ("bulk_approvals"."principal_name" is null) and ("bulk_approvals"."principal_id" is null or "bulk_approvals"."staff_id" is not null))
);
--> statement-breakpoint
ALTER TABLE "bulk_approval_items" ADD CONSTRAINT "bulk_approval_items_bulk_id_bulk_approvals_bulk_id_fk" FOREIGN KEY ("bulk_id") REFERENCES "public"."bulk_approvals"("bulk_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bulk_approval_items" ADD CONSTRAINT "bulk_approval_items_application_number_change_applications_application_number_fk" FOREIGN KEY ("application_number") REFERENCES "public"."change_applications"("application_number") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bulk_approvals" ADD CONSTRAINT "bulk_approvals_staff_id_staff_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("staff_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bulk_approvals" ADD CONSTRAINT "only_a_stand_in_acts_for_another" FOREIGN KEY ("stand_in_period_id","principal_id","staff_id") REFERENCES "public"."stand_in_periods"("period_id","principal_id","stand_in_id") ON DELETE no action ON UPDATE no action;