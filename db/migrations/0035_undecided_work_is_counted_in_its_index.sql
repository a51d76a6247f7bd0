DROP INDEX "change_applications_undecided";--> statement-breakpoint
DROP INDEX "registrations_undecided";--> statement-breakpoint
CREATE INDEX "change_applications_undecided" ON "change_applications" USING btree ("due_at","submitted_at","application_number","stage","assignee_id") WHERE "change_applications"."stage" in ('received', 'inReview', 'secondApproval');--> statement-breakpoint
CREATE INDEX "registrations_undecided" ON "registrations" USING btree ("due_at","submitted_at","registration_number","stage","assignee_id") WHERE "registrations"."stage" in ('received', 'inReview');