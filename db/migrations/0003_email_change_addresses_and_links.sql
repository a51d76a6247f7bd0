ALTER TABLE "email_changes" ADD COLUMN "confirm_links_made" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "email_changes" ADD COLUMN "cancel_links_made" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "email_changes" ADD COLUMN "last_request_address" text DEFAULT '' NOT NULL;