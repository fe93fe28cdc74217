DROP TABLE former_refs;
