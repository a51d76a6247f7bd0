CREATE TABLE "approval_rules" (
	"proposal_id" uuid PRIMARY KEY NOT NULL,
	"stage" text DEFAULT 'proposed' NOT NULL,
	"version" integer,
	"head_office" text[] NOT NULL,
	"branch" text[] NOT NULL,
	"note" text NOT NULL,
	"proposed_by" text NOT NULL,
	"proposed_at" timestamp with time zone DEFAULT now() NOT NULL,
	"decided_by" text,
	"decided_at" timestamp with time zone,
	"reason_text" text,
	CONSTRAINT "one_rule_a_version" UNIQUE("version"),
	CONSTRAINT "confirmed_rule_has_a_version" CHECK (("approval_rules"."stage" = 'confirmed') = ("approval_rules"."version" is not null)),
	CONSTRAINT "decided_rule_says_by_whom" CHECK (("approval_rules"."stage" = 'proposed') = ("approval_rules"."decided_by" is null)),
	CONSTRAINT "nobody_confirms_the_rule_they_proposed" CHECK ("approval_rules"."stage" not in ('confirmed', 'refused') or "approval_rules"."decided_by" <> "approval_rules"."proposed_by")
);
--> statement-breakpoint
CREATE TABLE "holidays" (
	"date" date PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"entered_by" text NOT NULL,
	"entered_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "exceptional_day_is_closed_or_working" CHECK ("holidays"."kind" in ('closed', 'working'))
);
--> statement-breakpoint
CREATE TABLE "mail_resends" (
	"resend_id" uuid PRIMARY KEY NOT NULL,
	"message_id" text NOT NULL,
	"reason_text" text NOT NULL,
	"requested_by" text NOT NULL,
	"requested_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "reason_templates" (
	"template_id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"kind" text NOT NULL,
	"reason_code" text NOT NULL,
	"title" text NOT NULL,
	"body" text NOT NULL,
	"position" integer NOT NULL,
	"active" boolean DEFAULT true NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"changed_at" timestamp with time zone DEFAULT now() NOT NULL,
	"changed_by" text,
	CONSTRAINT "template_belongs_to_a_kind_of_work" CHECK ("reason_templates"."kind" in ('change', 'registration', 'groupViewer'))
);
--> statement-breakpoint
CREATE TABLE "letter_prints" (
	"print_id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"letter_id" uuid NOT NULL,
	"printed_at" timestamp with time zone DEFAULT now() NOT NULL,
	"printed_by" text NOT NULL,
	"reason_text" text
);
--> statement-breakpoint
DROP INDEX "mail_log_by_time";--> statement-breakpoint
ALTER TABLE "change_applications" ADD COLUMN "approval_rule_version" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "linked_services" ADD COLUMN "version" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "linked_services" ADD COLUMN "changed_at" timestamp with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "linked_services" ADD COLUMN "changed_by" text;--> statement-breakpoint
ALTER TABLE "service_keys" ADD COLUMN "key_id" uuid DEFAULT gen_random_uuid() NOT NULL;--> statement-breakpoint
ALTER TABLE "service_keys" ADD COLUMN "name" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "service_keys" ADD COLUMN "created_by" text;--> statement-breakpoint
ALTER TABLE "service_keys" ADD COLUMN "last_used_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "service_keys" ADD COLUMN "revoked_by" text;--> statement-breakpoint
ALTER TABLE "mail_log" ADD COLUMN "mail_id" uuid DEFAULT gen_random_uuid() NOT NULL;--> statement-breakpoint
ALTER TABLE "mail_log" ADD COLUMN "n" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "mail_log" ADD COLUMN "resend_of" text;--> statement-breakpoint
ALTER TABLE "mail_log" ADD COLUMN "given_up_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "mail_log" ADD COLUMN "superseded_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "mail_log" ADD COLUMN "handled_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "mail_log" ADD COLUMN "handled_by" text;--> statement-breakpoint
ALTER TABLE "mail_log" ADD COLUMN "handled_note" text;--> statement-breakpoint
ALTER TABLE "letters" ADD COLUMN "ordered_by" text;--> statement-breakpoint
ALTER TABLE "letters" ADD COLUMN "order_reason" text;--> statement-breakpoint
ALTER TABLE "agreements" ADD COLUMN "retired_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "agreements" ADD COLUMN "version" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "agreements" ADD COLUMN "changed_at" timestamp with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "agreements" ADD COLUMN "changed_by" text;--> statement-breakpoint
ALTER TABLE "approval_rules" ADD CONSTRAINT "approval_rules_proposed_by_staff_staff_id_fk" FOREIGN KEY ("proposed_by") REFERENCES "public"."staff"("staff_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "approval_rules" ADD CONSTRAINT "approval_rules_decided_by_staff_staff_id_fk" FOREIGN KEY ("decided_by") REFERENCES "public"."staff"("staff_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "holidays" ADD CONSTRAINT "holidays_entered_by_staff_staff_id_fk" FOREIGN KEY ("entered_by") REFERENCES "public"."staff"("staff_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mail_resends" ADD CONSTRAINT "mail_resends_message_id_mail_log_message_id_fk" FOREIGN KEY ("message_id") REFERENCES "public"."mail_log"("message_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mail_resends" ADD CONSTRAINT "mail_resends_requested_by_staff_staff_id_fk" FOREIGN KEY ("requested_by") REFERENCES "public"."staff"("staff_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reason_templates" ADD CONSTRAINT "reason_templates_changed_by_staff_staff_id_fk" FOREIGN KEY ("changed_by") REFERENCES "public"."staff"("staff_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "letter_prints" ADD CONSTRAINT "letter_prints_letter_id_letters_letter_id_fk" FOREIGN KEY ("letter_id") REFERENCES "public"."letters"("letter_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "letter_prints" ADD CONSTRAINT "letter_prints_printed_by_staff_staff_id_fk" FOREIGN KEY ("printed_by") REFERENCES "public"."staff"("staff_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "one_undecided_approval_rule" ON "approval_rules" USING btree ((true)) WHERE "approval_rules"."stage" = 'proposed';--> statement-breakpoint
CREATE INDEX "mail_resends_by_mail" ON "mail_resends" USING btree ("message_id","requested_at");--> statement-breakpoint
CREATE INDEX "reason_templates_by_kind" ON "reason_templates" USING btree ("kind","reason_code","position");--> statement-breakpoint
CREATE INDEX "letter_prints_by_letter" ON "letter_prints" USING btree ("letter_id","printed_at");--> statement-breakpoint
ALTER TABLE "linked_services" ADD CONSTRAINT "linked_services_changed_by_staff_staff_id_fk" FOREIGN KEY ("changed_by") REFERENCES "public"."staff"("staff_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "service_keys" ADD CONSTRAINT "service_keys_created_by_staff_staff_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."staff"("staff_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "service_keys" ADD CONSTRAINT "service_keys_revoked_by_staff_staff_id_fk" FOREIGN KEY ("revoked_by") REFERENCES "public"."staff"("staff_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mail_log" ADD CONSTRAINT "mail_log_resend_of_mail_log_message_id_fk" FOREIGN KEY ("resend_of") REFERENCES "public"."mail_log"("message_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mail_log" ADD CONSTRAINT "mail_log_handled_by_staff_staff_id_fk" FOREIGN KEY ("handled_by") REFERENCES "public"."staff"("staff_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "letters" ADD CONSTRAINT "letters_ordered_by_staff_staff_id_fk" FOREIGN KEY ("ordered_by") REFERENCES "public"."staff"("staff_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "agreements" ADD CONSTRAINT "agreements_changed_by_staff_staff_id_fk" FOREIGN KEY ("changed_by") REFERENCES "public"."staff"("staff_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "mail_log_by_recipient" ON "mail_log" USING btree (lower("recipient"),"created_at","mail_id");--> statement-breakpoint
CREATE INDEX "mail_log_not_sent" ON "mail_log" USING btree ("created_at","mail_id") WHERE "mail_log"."sent_at" is null;--> statement-breakpoint
CREATE INDEX "mail_log_resends" ON "mail_log" USING btree ("resend_of") WHERE "mail_log"."resend_of" is not null;--> statement-breakpoint
CREATE INDEX "mail_log_by_time" ON "mail_log" USING btree ("created_at","mail_id");--> statement-breakpoint
ALTER TABLE "service_keys" ADD CONSTRAINT "a_key_has_an_id_of_its_own" UNIQUE("key_id");--> statement-breakpoint
ALTER TABLE "mail_log" ADD CONSTRAINT "a_mail_has_an_id_of_its_own" UNIQUE("mail_id");--> statement-breakpoint
UPDATE "mail_log" SET "n" = substring("message_id" from '\.([0-9]{1,9})@[^@]*$')::integer WHERE "message_id" ~ '\.[0-9]{1,9}@[^@]*$';--> statement-breakpoint
INSERT INTO "letter_prints" ("letter_id", "printed_at", "printed_by") SELECT "letter_id", "printed_at", "printed_by" FROM "letters" WHERE "printed_at" IS NOT NULL AND "printed_by" IS NOT NULL;
