//! HTTP and command line.
