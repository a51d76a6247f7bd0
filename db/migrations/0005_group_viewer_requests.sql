CREATE TABLE "group_viewer_requests" (
	"request_id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"stage" text DEFAULT 'entered' NOT NULL,
	"web_user_id" text,
	"home_insured_code" text NOT NULL,
	"companies" text[] NOT NULL,
	"person" jsonb,
	"note" text DEFAULT '' NOT NULL,
	"entered_by" text NOT NULL,
	"entered_at" timestamp with time zone DEFAULT now() NOT NULL,
	"decided_by" text,
	"decided_at" timestamp with time zone,
	"reason_text" text,
	CONSTRAINT "nobody_decides_what_they_entered" CHECK ("group_viewer_requests"."decided_by" <> "group_viewer_requests"."entered_by"),
	CONSTRAINT "decided_request_names_who_and_when" CHECK (("group_viewer_requests"."stage" = 'entered') = ("group_viewer_requests"."decided_by" is null) and ("group_viewer_requests"."decided_by" is null) = ("group_viewer_requests"."decided_at" is null)),
	CONSTRAINT "refusal_has_a_reason" CHECK (("group_viewer_requests"."stage" = 'refused') = ("group_viewer_requests"."reason_text" is not null)),
	CONSTRAINT "new_id_has_a_person" CHECK (("group_viewer_requests"."kind" = 'issue') = ("group_viewer_requests"."person" is not null)),
	CONSTRAINT "id_exists_unless_it_is_yet_to_be_issued" CHECK (("group_viewer_requests"."kind" = 'issue' and "group_viewer_requests"."stage" <> 'granted') = ("group_viewer_requests"."web_user_id" is null)),
	CONSTRAINT "home_is_among_several_companies" CHECK (cardinality("group_viewer_requests"."companies") >= 2 and "group_viewer_requests"."home_insured_code" = any("group_viewer_requests"."companies"))
);
--> statement-breakpoint
ALTER TABLE "group_viewer_requests" ADD CONSTRAINT "group_viewer_requests_web_user_id_web_users_web_user_id_fk" FOREIGN KEY ("web_user_id") REFERENCES "public"."web_users"("web_user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "group_viewer_requests" ADD CONSTRAINT "group_viewer_requests_home_insured_code_insured_parties_insured_code_fk" FOREIGN KEY ("home_insured_code") REFERENCES "public"."insured_parties"("insured_code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "group_viewer_requests" ADD CONSTRAINT "group_viewer_requests_entered_by_staff_staff_id_fk" FOREIGN KEY ("entered_by") REFERENCES "public"."staff"("staff_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "group_viewer_requests" ADD CONSTRAINT "group_viewer_requests_decided_by_staff_staff_id_fk" FOREIGN KEY ("decided_by") REFERENCES "public"."staff"("staff_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "group_viewer_requests_undecided" ON "group_viewer_requests" USING btree ("entered_at") WHERE "group_viewer_requests"."stage" = 'entered';--> statement-breakpoint
CREATE INDEX "group_viewer_requests_by_user" ON "group_viewer_requests" USING btree ("web_user_id");