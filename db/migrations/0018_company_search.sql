-- How names and readings are compared: half- and full-width, capitals, hiragana and katakana, small kana, variants of
-- frequent characters, spaces and punctuation make no difference. Bodies are parsed here and now, so that an index can be
-- rebuilt whatever the search path.
CREATE FUNCTION "search_form"(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN translate(
  lower(normalize($1, NFKC)),
  'ぁあぃいぅうぇえぉおかがきぎくぐけげこごさざしじすずせぜそぞただちぢっつづてでとどなにぬねのはばぱひびぴふぶぷへべぺほぼぽまみむめもゃやゅゆょよらりるれろゎわゐゑをんゔゕゖァィゥェォッャュョヮヵヶ髙﨑邊邉齋齊澤濵濱德𠮷眞國廣櫻嶋 !"#$%&''()*+,-./:;<=>?@[\]^_`{|}~・、。「」『』〜ー‐‑‒–—―−…·',
  'アアイイウウエエオオカガキギクグケゲコゴサザシジスズセゼソゾタダチヂツツヅテデトドナニヌネノハバパヒビピフブプヘベペホボポマミムメモヤヤユユヨヨラリルレロワワヰヱヲンヴカケアイウエオツヤユヨワカケ高崎辺辺斎斉沢浜浜徳吉真国広桜島'
);--> statement-breakpoint
-- Every ending of each text: one that begins as what is looked for has it as a part.
CREATE FUNCTION "search_parts"(VARIADIC text[]) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 1000
RETURN array_to_tsvector(array(
  select distinct substr(forms.form, first, 40)
  from unnest($1) as given, lateral (select search_form(given) as form) as forms, generate_series(1, length(forms.form)) as first
));--> statement-breakpoint
-- Each text as a whole, and each of its words.
CREATE FUNCTION "search_words"(VARIADIC text[]) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 1000
RETURN array_to_tsvector(array(
  select distinct left(words.word, 40)
  from unnest($1) as given,
    lateral (select search_form(given) union all select search_form(part) from regexp_split_to_table(given, '[ 　]+') as part) as words(word)
  where words.word <> ''
));--> statement-breakpoint
-- What begins so; nothing where nothing is left to compare.
CREATE FUNCTION "search_begins"(text) RETURNS tsquery LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN case when search_form($1) = '' then null else ('''' || left(search_form($1), 40) || ''':*')::tsquery end;--> statement-breakpoint
CREATE TABLE "company_searches" (
	"search_id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"staff_id" text NOT NULL,
	"query" text NOT NULL,
	"asked_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "company_searches" ADD CONSTRAINT "company_searches_staff_id_staff_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("staff_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "company_searches_by_staff" ON "company_searches" USING btree ("staff_id","asked_at");--> statement-breakpoint
CREATE INDEX "insured_parties_by_part_of_name" ON "insured_parties" USING gin (search_parts("name", "name_kana", "name_english"));--> statement-breakpoint
CREATE INDEX "insured_parties_by_corporate_number" ON "insured_parties" USING btree ("corporate_number");--> statement-breakpoint
CREATE INDEX "insured_parties_by_contact_email" ON "insured_parties" USING btree (lower("contact_email"));--> statement-breakpoint
CREATE INDEX "web_users_by_beginning_of_name" ON "web_users" USING gin (search_words("name", "kana"));--> statement-breakpoint
CREATE INDEX "web_users_by_email" ON "web_users" USING btree (lower("email"));