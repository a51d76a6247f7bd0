DROP INDEX "change_applications_queue";--> statement-breakpoint
DROP INDEX "registrations_queue";--> statement-breakpoint
CREATE INDEX "change_applications_undecided" ON "change_applications" USING btree ("due_at","submitted_at","application_number") WHERE "change_applications"."stage" in ('received', 'inReview', 'secondApproval');--> statement-breakpoint
CREATE INDEX "change_applications_decided" ON "change_applications" USING btree ("submitted_at","application_number") WHERE "change_applications"."stage" not in ('draft', 'discarded') and not "change_applications"."stage" in ('received', 'inReview', 'secondApproval');--> statement-breakpoint
CREATE INDEX "change_applications_by_stage" ON "change_applications" USING btree ("stage","submitted_at","application_number","assignee_id");--> statement-breakpoint
CREATE INDEX "registrations_undecided" ON "registrations" USING btree ("due_at","submitted_at","registration_number") WHERE "registrations"."stage" in ('received', 'inReview');--> statement-breakpoint
CREATE INDEX "registrations_by_stage" ON "registrations" USING btree ("stage","submitted_at","registration_number","assignee_id");