CREATE TABLE "first_queue_views" (
	"staff_id" text PRIMARY KEY NOT NULL,
	"view_id" uuid NOT NULL
);
--> statement-breakpoint
CREATE TABLE "queue_views" (
	"view_id" uuid PRIMARY KEY NOT NULL,
	"owner_id" text NOT NULL,
	"name" text NOT NULL,
	"query" text NOT NULL,
	"shared" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "view_has_a_name" CHECK (length("queue_views"."name") between 1 and 100)
);
--> statement-breakpoint
ALTER TABLE "first_queue_views" ADD CONSTRAINT "first_queue_views_staff_id_staff_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("staff_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "first_queue_views" ADD CONSTRAINT "first_queue_views_view_id_queue_views_view_id_fk" FOREIGN KEY ("view_id") REFERENCES "public"."queue_views"("view_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "queue_views" ADD CONSTRAINT "queue_views_owner_id_staff_staff_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."staff"("staff_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "one_view_of_a_name_per_person" ON "queue_views" USING btree ("owner_id","name");--> statement-breakpoint
CREATE INDEX "shared_queue_views" ON "queue_views" USING btree ("name") WHERE "queue_views"."shared";