INSERT INTO "measures" ("measure_id", "measure", "insured_code", "reason_text", "staff_id", "actor_name", "actor_department", "actor_title", "at")
SELECT "lift_id", 'ipRestrictionLifted', "insured_code", "reason_text", "staff_id", "name", "department", "title", "lifted_at"
FROM "ip_restriction_lifts" JOIN "staff" ON "staff_id" = "lifted_by" WHERE "reason_text" <> '';
--> statement-breakpoint
DROP TABLE "ip_restriction_lifts" CASCADE;
