CREATE TABLE "access_history_exports" (
	"export_id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"insured_code" text NOT NULL,
	"web_user_id" text NOT NULL,
	"access_event_id" bigint NOT NULL,
	"from_day" date NOT NULL,
	"to_day" date NOT NULL,
	"of_web_user_id" text,
	"layout" text NOT NULL,
	"encoding" text NOT NULL,
	"expected_events" bigint NOT NULL,
	"expected_bytes" bigint NOT NULL,
	"events_sent" bigint DEFAULT 0 NOT NULL,
	"bytes_sent" bigint DEFAULT 0 NOT NULL,
	"characters_replaced" bigint DEFAULT 0 NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"seen_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	"outcome" text,
	"file_hash" text,
	CONSTRAINT "ended_export_has_outcome" CHECK (("access_history_exports"."ended_at" is null) = ("access_history_exports"."outcome" is null)),
	CONSTRAINT "finished_export_has_hash" CHECK (("access_history_exports"."outcome" is not distinct from 'finished') = ("access_history_exports"."file_hash" is not null))
);
--> statement-breakpoint
CREATE INDEX "access_history_exports_by_company" ON "access_history_exports" USING btree ("insured_code","started_at");--> statement-breakpoint
CREATE INDEX "access_history_exports_by_file" ON "access_history_exports" USING btree ("file_hash");