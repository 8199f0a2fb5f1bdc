"""What the database hides: of a record that is read blind, the lines of others.

It holds for both readers until each has signed once; the database knows from what the
team says of the study (`studies.team`) and from the signatures in the journals. Who
administers sees everything, since exports and checks are to be whole.
"""

from __future__ import annotations

from ecgviewer.server.schema import ADMINISTRATOR, READER

#: What a line begins with that signs a review.
_SIGNATURE = '{"kind":"sign"'
#: A text in JSON, with its quotation marks: inside them each one is escaped.
_TEXT = r'"(?:[^"\\]|\\.)*"'

#: Names are kept as JSON writes them, so that nothing that a person wrote is decoded.
TABLES = f"""
CREATE TABLE ecgviewer.signed (
    record text NOT NULL REFERENCES ecgviewer.record,
    reader text NOT NULL,
    PRIMARY KEY (record, reader)
);
CREATE TABLE ecgviewer.blind (
    record text NOT NULL REFERENCES ecgviewer.record,
    reader text NOT NULL,
    PRIMARY KEY (reader, record)
);
GRANT SELECT ON ecgviewer.blind TO {READER};
"""

RULES = f"""
CREATE FUNCTION ecgviewer.said_last(whose text, field text) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT substring(said FROM '"text": ({_TEXT})') FROM (
        SELECT convert_from(content, 'UTF8') AS said FROM ecgviewer.study
        WHERE record = whose
    ) AS entries
    WHERE substring(said FROM '"what": "([a-z]+)"') = field
    ORDER BY substring(said FROM '^\\{{"n": ([0-9]+),')::numeric DESC NULLS LAST,
        substring(said FROM '"at": ({_TEXT})') COLLATE "C" DESC,
        substring(said FROM '"by": ({_TEXT})') COLLATE "C" DESC,
        substring(said FROM '"text": ({_TEXT})') COLLATE "C" DESC
    LIMIT 1
$$;

CREATE FUNCTION ecgviewer.see_who_is_blind(whose text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    readers text[];
BEGIN
    -- One after the other, each with what the one before it has said.
    PERFORM pg_advisory_xact_lock(hashtext('ecgviewer ' || whose));
    DELETE FROM ecgviewer.blind WHERE record = whose;
    IF coalesce(ecgviewer.said_last(whose, 'blind'), '""') = '""' THEN
        RETURN;
    END IF;
    SELECT array_agg(DISTINCT name) INTO readers FROM unnest(ARRAY[
        ecgviewer.said_last(whose, 'reader'), ecgviewer.said_last(whose, 'second')
    ]) AS name WHERE name <> '""';
    IF cardinality(readers) = 2 AND readers <@ ARRAY(
        SELECT reader FROM ecgviewer.signed WHERE record = whose) THEN
        RETURN;
    END IF;
    INSERT INTO ecgviewer.blind SELECT whose, unnest(readers);
END $$;

CREATE FUNCTION ecgviewer.hear_of_study() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM ecgviewer.see_who_is_blind(record)
    FROM (SELECT DISTINCT record FROM fresh ORDER BY record) AS each;
    RETURN NULL;
END $$;
CREATE TRIGGER hear AFTER INSERT ON ecgviewer.study REFERENCING NEW TABLE AS fresh
FOR EACH STATEMENT EXECUTE FUNCTION ecgviewer.hear_of_study();

CREATE FUNCTION ecgviewer.hear_of_line() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO ecgviewer.signed VALUES (NEW.record, to_json(NEW.reader)::text)
    ON CONFLICT DO NOTHING;
    PERFORM ecgviewer.see_who_is_blind(NEW.record);
    RETURN NULL;
END $$;
CREATE TRIGGER hear AFTER INSERT ON ecgviewer.line
FOR EACH ROW WHEN (left(convert_from(NEW.content, 'UTF8'), {len(_SIGNATURE)})
    = '{_SIGNATURE}')
EXECUTE FUNCTION ecgviewer.hear_of_line();
"""

RIGHTS = f"""
ALTER POLICY look ON ecgviewer.line USING (
    (SELECT ecgviewer.is_in('{ADMINISTRATOR}')) OR (
        (SELECT ecgviewer.me() IS NOT NULL) AND (
            reader = (SELECT ecgviewer.me())
            OR record NOT IN (
                SELECT blind.record FROM ecgviewer.blind AS blind
                WHERE blind.reader = to_json(ecgviewer.me())::text
            )
        )
    )
);
"""

#: What lines and entries that were there before say.
WHAT_IS_THERE = f"""
INSERT INTO ecgviewer.signed
SELECT DISTINCT record, to_json(reader)::text FROM ecgviewer.line
WHERE left(convert_from(content, 'UTF8'), {len(_SIGNATURE)}) = '{_SIGNATURE}';
SELECT ecgviewer.see_who_is_blind(identity) FROM ecgviewer.record;
"""
