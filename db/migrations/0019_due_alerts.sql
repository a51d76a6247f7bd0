CREATE TABLE "due_alerts" (
	"work" text NOT NULL,
	"number" text NOT NULL,
	"kind" text NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	"staff_id" text NOT NULL,
	"told_at" timestamp with time zone NOT NULL,
	"digest" text NOT NULL,
	CONSTRAINT "due_alerts_number_kind_due_at_staff_id_pk" PRIMARY KEY("number","kind","due_at","staff_id")
);
--> statement-breakpoint
ALTER TABLE "due_alerts" ADD CONSTRAINT "due_alerts_staff_id_staff_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("staff_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "due_alerts_by_digest" ON "due_alerts" USING btree ("digest","staff_id");