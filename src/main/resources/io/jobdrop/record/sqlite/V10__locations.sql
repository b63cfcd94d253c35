-- Places below the drop are relative to it, so that the drop can be moved. The placeholders are its folder, as the
-- setting names it and as it really is. What lies elsewhere stays as it is. "./" marks what is done, and stays where
-- the first folder has a colon and would read as a scheme (RFC 3986 4.2).
UPDATE job_file SET location = './' || replace(substr(location, length('${drop}') + 1), '\', '/')
WHERE substr(location, 1, length('${drop}')) = '${drop}';
UPDATE job_file SET location = './' || replace(substr(location, length('${realDrop}') + 1), '\', '/')
WHERE substr(location, 1, length('${realDrop}')) = '${realDrop}';
UPDATE job_file SET location = substr(location, 3)
WHERE location LIKE './%' AND instr(substr(location, 1, 2 + instr(substr(location, 3) || '/', '/')), ':') = 0;

UPDATE job SET manifest = './' || replace(substr(manifest, length('${drop}') + 1), '\', '/')
WHERE substr(manifest, 1, length('${drop}')) = '${drop}';
UPDATE job SET manifest = './' || replace(substr(manifest, length('${realDrop}') + 1), '\', '/')
WHERE substr(manifest, 1, length('${realDrop}')) = '${realDrop}';
UPDATE job SET manifest = substr(manifest, 3)
WHERE manifest LIKE './%' AND instr(substr(manifest, 1, 2 + instr(substr(manifest, 3) || '/', '/')), ':') = 0;
