//! `plumbline import`: a pack of CSV files, all of it or nothing.
