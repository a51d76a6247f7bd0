CREATE TABLE "staff_drafts" (
	"session_id_hash" text NOT NULL,
	"wizard" text NOT NULL,
	"values" jsonb NOT NULL,
	"saved_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "staff_drafts_session_id_hash_wizard_pk" PRIMARY KEY("session_id_hash","wizard")
);
--> statement-breakpoint
ALTER TABLE "change_applications" ADD COLUMN "entry" jsonb;--> statement-breakpoint
ALTER TABLE "staff_drafts" ADD CONSTRAINT "staff_drafts_session_id_hash_staff_sessions_id_hash_fk" FOREIGN KEY ("session_id_hash") REFERENCES "public"."staff_sessions"("id_hash") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "change_applications" ADD CONSTRAINT "entered_application_says_who_asked_and_how" CHECK (("change_applications"."entered_by" is null) = ("change_applications"."entry" is null));