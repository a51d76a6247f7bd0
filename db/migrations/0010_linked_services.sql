CREATE TABLE "linked_services" (
	"service_code" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"url" text NOT NULL,
	"menu_group" text NOT NULL,
	"exempt_from_one_time_password" boolean DEFAULT false NOT NULL,
	"right_needed" text NOT NULL,
	"position" integer NOT NULL,
	"closed_at" timestamp with time zone,
	CONSTRAINT "linked_services_url_unique" UNIQUE("url"),
	CONSTRAINT "service_code_is_a_word" CHECK ("linked_services"."service_code" ~ '^[a-z][a-z0-9-]{1,39}$'),
	CONSTRAINT "service_url_is_absolute" CHECK ("linked_services"."url" ~ '^https?://[^/?#]+/[^?#]*$')
);
--> statement-breakpoint
CREATE TABLE "service_events" (
	"service_code" text NOT NULL,
	"event_id" text NOT NULL,
	"received_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "service_events_service_code_event_id_pk" PRIMARY KEY("service_code","event_id")
);
--> statement-breakpoint
CREATE TABLE "service_keys" (
	"key_hash" text PRIMARY KEY NOT NULL,
	"service_code" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"revoked_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "service_events" ADD CONSTRAINT "service_events_service_code_linked_services_service_code_fk" FOREIGN KEY ("service_code") REFERENCES "public"."linked_services"("service_code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "service_keys" ADD CONSTRAINT "service_keys_service_code_linked_services_service_code_fk" FOREIGN KEY ("service_code") REFERENCES "public"."linked_services"("service_code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "service_keys_by_service" ON "service_keys" USING btree ("service_code");