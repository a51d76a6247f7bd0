CREATE TABLE "bank_accounts" (
	"bank_account_id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"insured_code" text NOT NULL,
	"purpose" text NOT NULL,
	"bank_code" text NOT NULL,
	"branch_code" text NOT NULL,
	"type" text NOT NULL,
	"sealed_number" text NOT NULL,
	"holder" text NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "an_account_is_registered_once_for_a_purpose" UNIQUE("insured_code","purpose","bank_code","branch_code","type","sealed_number"),
	CONSTRAINT "account_has_a_known_purpose" CHECK ("bank_accounts"."purpose" in ('premiumRefund', 'claimPayment')),
	CONSTRAINT "account_has_a_known_type" CHECK ("bank_accounts"."type" in ('ordinary', 'current', 'savings'))
);
--> statement-breakpoint
CREATE TABLE "bank_lists" (
	"listed_on" date PRIMARY KEY NOT NULL,
	"source" text NOT NULL,
	"banks" integer NOT NULL,
	"branches" integer NOT NULL,
	"imported_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "banks" (
	"bank_code" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"kana" text NOT NULL,
	"search_name" text NOT NULL,
	"listed" boolean DEFAULT true NOT NULL,
	CONSTRAINT "bank_code_has_four_digits" CHECK ("banks"."bank_code" ~ '^[0-9]{4}$')
);
--> statement-breakpoint
CREATE TABLE "branches" (
	"bank_code" text NOT NULL,
	"branch_code" text NOT NULL,
	"name" text NOT NULL,
	"kana" text NOT NULL,
	"search_name" text NOT NULL,
	"listed" boolean DEFAULT true NOT NULL,
	CONSTRAINT "branches_bank_code_branch_code_pk" PRIMARY KEY("bank_code","branch_code"),
	CONSTRAINT "branch_code_has_three_digits" CHECK ("branches"."branch_code" ~ '^[0-9]{3}$')
);
--> statement-breakpoint
CREATE TABLE "notices" (
	"notice_id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"kind" text NOT NULL,
	"reference" text NOT NULL,
	"web_user_id" text NOT NULL,
	"recipient" text NOT NULL,
	"facts" jsonb NOT NULL,
	"requested_at" timestamp with time zone DEFAULT now() NOT NULL,
	"sent_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "bank_accounts" ADD CONSTRAINT "bank_accounts_insured_code_insured_parties_insured_code_fk" FOREIGN KEY ("insured_code") REFERENCES "public"."insured_parties"("insured_code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bank_accounts" ADD CONSTRAINT "an_account_is_kept_at_a_branch_of_its_bank" FOREIGN KEY ("bank_code","branch_code") REFERENCES "public"."branches"("bank_code","branch_code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "branches" ADD CONSTRAINT "branch_belongs_to_a_bank" FOREIGN KEY ("bank_code") REFERENCES "public"."banks"("bank_code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notices" ADD CONSTRAINT "notices_web_user_id_web_users_web_user_id_fk" FOREIGN KEY ("web_user_id") REFERENCES "public"."web_users"("web_user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "banks_by_kana" ON "banks" USING btree ("kana");--> statement-breakpoint
CREATE INDEX "branches_by_kana" ON "branches" USING btree ("bank_code","kana");--> statement-breakpoint
CREATE INDEX "notices_by_reference" ON "notices" USING btree ("reference");