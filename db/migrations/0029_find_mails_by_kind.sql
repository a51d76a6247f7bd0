DROP INDEX "mail_log_not_sent";--> statement-breakpoint
CREATE INDEX "mail_log_by_kind" ON "mail_log" USING btree ("kind","created_at","mail_id");--> statement-breakpoint
CREATE INDEX "mail_log_not_sent" ON "mail_log" USING btree ("created_at","mail_id") WHERE "mail_log"."sent_at" is null and "mail_log"."superseded_at" is null;