-- Where files are kept: `folder`, or bucket, prefix and endpoint. Named by the first node that is opened, held against by the others. NULL
-- again for files that are moved on purpose.
ALTER TABLE meta ADD COLUMN files_kept bytewise;
