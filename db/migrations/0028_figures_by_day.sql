CREATE INDEX "change_applications_by_submission" ON "change_applications" USING btree ("submitted_at");--> statement-breakpoint
CREATE INDEX "change_applications_by_end" ON "change_applications" USING btree ("closed_at");--> statement-breakpoint
CREATE INDEX "registrations_by_submission" ON "registrations" USING btree ("submitted_at");--> statement-breakpoint
CREATE INDEX "registrations_by_end" ON "registrations" USING btree ("closed_at");