DROP INDEX history_lists;
