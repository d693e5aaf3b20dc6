-- Which block it is: by its number alone it could be one of another past. Empty until the next report where none is known.
ALTER TABLE botfleet.chain_finality ADD COLUMN block_hash text;

UPDATE botfleet.chain_finality f SET block_hash = c.block_hash
FROM botfleet.chain_cursor c WHERE c.block_number = f.block_number;
