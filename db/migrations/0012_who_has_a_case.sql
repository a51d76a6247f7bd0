CREATE TABLE "group_viewer_request_steps" (
	"step_id" uuid PRIMARY KEY NOT NULL,
	"request_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"actor_id" text NOT NULL,
	"actor_name" text NOT NULL,
	"actor_department" text DEFAULT '' NOT NULL,
	"actor_title" text DEFAULT '' NOT NULL,
	"handed_to" text,
	"handed_to_name" text,
	"note" text,
	"address" text DEFAULT '' NOT NULL,
	"recorded_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "group_viewer_hand_over_names_a_colleague" CHECK (("group_viewer_request_steps"."kind" = 'handedOver') = ("group_viewer_request_steps"."handed_to" is not null and "group_viewer_request_steps"."handed_to_name" is not null))
);
--> statement-breakpoint
ALTER TABLE "change_application_steps" ADD COLUMN "handed_to" text;--> statement-breakpoint
ALTER TABLE "change_application_steps" ADD COLUMN "handed_to_name" text;--> statement-breakpoint
ALTER TABLE "change_application_steps" ADD COLUMN "note" text;--> statement-breakpoint
ALTER TABLE "group_viewer_requests" ADD COLUMN "assignee_id" text;--> statement-breakpoint
ALTER TABLE "registration_steps" ADD COLUMN "handed_to" text;--> statement-breakpoint
ALTER TABLE "registration_steps" ADD COLUMN "handed_to_name" text;--> statement-breakpoint
ALTER TABLE "registration_steps" ADD COLUMN "note" text;--> statement-breakpoint
ALTER TABLE "group_viewer_request_steps" ADD CONSTRAINT "group_viewer_request_steps_request_id_group_viewer_requests_request_id_fk" FOREIGN KEY ("request_id") REFERENCES "public"."group_viewer_requests"("request_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "group_viewer_request_steps_by_request" ON "group_viewer_request_steps" USING btree ("request_id","recorded_at");--> statement-breakpoint
ALTER TABLE "group_viewer_requests" ADD CONSTRAINT "group_viewer_requests_assignee_id_staff_staff_id_fk" FOREIGN KEY ("assignee_id") REFERENCES "public"."staff"("staff_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "change_application_steps" ADD CONSTRAINT "hand_over_names_a_colleague" CHECK (("change_application_steps"."kind" = 'handedOver') = ("change_application_steps"."handed_to" is not null and "change_application_steps"."handed_to_name" is not null));--> statement-breakpoint
ALTER TABLE "registration_steps" ADD CONSTRAINT "registration_hand_over_names_a_colleague" CHECK (("registration_steps"."kind" = 'handedOver') = ("registration_steps"."handed_to" is not null and "registration_steps"."handed_to_name" is not null));