//! `plumbline export`: what is recorded, in files that `plumbline import` reads.

use super::{Failure, Outcome, open, say};
use clap::Args;
use plumbline_shared::config::Config;
use plumbline_shared::db::Db;
use plumbline_shared::domain::period::Period;
use plumbline_shared::error::Error;
use plumbline_shared::ops::export::{self, Form, file_of, kind_of};
use plumbline_shared::ops::import::{self, FileFormat};
use std::fs;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// The command's own flags.
#[derive(Args)]
pub struct Export {
    /// A folder, for a file of each kind; or a file: .zip or .xlsx for every kind, .csv or .ndjson for one.
    target: PathBuf,
    /// How the files of a folder are written: csv, ndjson or xlsx.
    #[arg(long)]
    format: Option<Form>,
    /// Only this kind, such as actions; may be given more than once.
    #[arg(long = "kind")]
    kinds: Vec<String>,
    /// Returns, breakdowns, narratives and judgements of this quarter only.
    #[arg(long)]
    period: Option<Period>,
}

impl Export {
    /// Exports to a folder or a file. A file takes its name when it is whole.
    ///
    /// # Errors
    /// When the record cannot be reached or a file cannot be written; for a kind or a name that says nothing.
    pub async fn run(self, config: &Config) -> Outcome {
        let files = self.files()?;
        let (db, ..) = open(config, "command line")?;
        let named: Option<Form> = self.target.extension().and_then(|extension| extension.to_str()).and_then(|form| form.parse().ok());
        match named.filter(|_| !self.target.is_dir()) {
            Some(form) => self.to_file(&db, files, form, &self.target).await?,
            None => self.to_folder(&db, files).await?,
        }
        db.close();
        Ok(ExitCode::SUCCESS)
    }

    fn files(&self) -> Result<Vec<&'static FileFormat>, Failure> {
        if self.kinds.is_empty() {
            return Ok(import::format().iter().collect());
        }
        let known = || import::format().iter().map(kind_of).collect::<Vec<_>>().join(", ");
        let file = |kind: &String| file_of(kind).ok_or_else(|| Failure::Other(format!("there is no kind {kind:?}; there are {}", known())));
        self.kinds.iter().map(file).collect()
    }

    async fn to_folder(&self, db: &Db, files: Vec<&'static FileFormat>) -> Result<(), Failure> {
        let form = self.format.unwrap_or(Form::Csv);
        if form == Form::Zip {
            return Err(Failure::Other("a folder holds csv, ndjson or xlsx; for a ZIP file, give its name".to_owned()));
        }
        fs::create_dir_all(&self.target)?;
        for file in files {
            let of_period = self.period.is_none() || export::is_of_periods(file);
            if of_period || self.kinds.len() == 1 {
                self.to_file(db, vec![file], form, &self.target.join(format!("{}.{form}", kind_of(file)))).await?;
            }
        }
        Ok(())
    }

    async fn to_file(&self, db: &Db, files: Vec<&'static FileFormat>, form: Form, path: &Path) -> Result<(), Failure> {
        if matches!(form, Form::Csv | Form::Ndjson) && files.len() != 1 {
            return Err(Failure::Other(format!("a .{form} file holds one kind; name it with --kind, or give a folder, .zip or .xlsx")));
        }
        if self.format.is_some_and(|wanted| wanted != form) {
            return Err(Failure::Other(format!(
                "{} is not the name of a file of --format {}",
                path.display(),
                self.format.unwrap_or(form)
            )));
        }
        let export = export::Export::of(files, form, self.period, "")?;
        let (unfinished, finished) = (path.with_extension(format!("{form}.part")), path.to_owned());
        let write = move |conn: &mut plumbline_shared::db::Conn| {
            let unwritten = |error: std::io::Error| Error::Unavailable(format!("{}: {error}", finished.display()));
            let mut out = BufWriter::new(fs::File::create(&unfinished).map_err(unwritten)?);
            export.write_to(conn, &mut out)?;
            out.flush().and_then(|()| fs::rename(&unfinished, &finished)).map_err(unwritten)
        };
        db.read(write).await?;
        say(&format!("Wrote {}.", path.display()))
    }
}
