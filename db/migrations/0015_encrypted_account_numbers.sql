ALTER TABLE "bank_accounts" DROP CONSTRAINT "an_account_is_registered_once_for_a_purpose";--> statement-breakpoint
-- The migration command encrypts the numbers that are there and puts their digests in (db/encrypt-account-numbers.ts). Until then any value that is nobody else's will do.
ALTER TABLE "bank_accounts" ADD COLUMN "number_digest" text DEFAULT gen_random_uuid()::text NOT NULL;--> statement-breakpoint
ALTER TABLE "bank_accounts" ALTER COLUMN "number_digest" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "bank_accounts" ADD CONSTRAINT "an_account_is_registered_once_for_a_purpose" UNIQUE("insured_code","purpose","bank_code","branch_code","type","number_digest");--> statement-breakpoint
ALTER TABLE "bank_accounts" ADD CONSTRAINT "account_number_is_encrypted" CHECK ("bank_accounts"."sealed_number" ~ '^[A-Za-z0-9._-]+:[A-Za-z0-9_-]{47,}$') NOT VALID;--> statement-breakpoint
-- Half-typed forms with account numbers in plain.
DELETE FROM "drafts" WHERE "wizard" ~ '^bankAccount/(new|[0-9a-f-]{36})$';
