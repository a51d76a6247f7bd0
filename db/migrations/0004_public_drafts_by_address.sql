ALTER TABLE "public_drafts" ADD COLUMN "address" text DEFAULT '' NOT NULL;--> statement-breakpoint
CREATE INDEX "public_drafts_by_age" ON "public_drafts" USING btree ("saved_at");--> statement-breakpoint
CREATE INDEX "public_drafts_by_address" ON "public_drafts" USING btree ("address");--> statement-breakpoint
CREATE INDEX "registrations_by_address" ON "registrations" USING btree ("address","submitted_at");