CREATE TABLE "comments" (
	"comment_id" uuid PRIMARY KEY NOT NULL,
	"work" text NOT NULL,
	"number" text NOT NULL,
	"staff_id" text NOT NULL,
	"actor_name" text NOT NULL,
	"actor_department" text DEFAULT '' NOT NULL,
	"actor_title" text DEFAULT '' NOT NULL,
	"text" text NOT NULL,
	"posted_at" timestamp with time zone DEFAULT now() NOT NULL,
	"deleted_at" timestamp with time zone,
	CONSTRAINT "deleted_comment_keeps_no_word" CHECK (("comments"."deleted_at" is null) = ("comments"."text" <> ''))
);
--> statement-breakpoint
ALTER TABLE "comments" ADD CONSTRAINT "comments_staff_id_staff_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("staff_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "comments_by_number" ON "comments" USING btree ("number","posted_at");