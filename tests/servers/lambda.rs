use aws_lambda_connector::{Client, Config, Credentials, ListFunctionsRequest};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let secret = std::env::var("AWS_SECRET_ACCESS_KEY")?;
    let config = Config::new().region("us-east-1").endpoint(std::env::args().nth(1).ok_or("no endpoint")?);
    let client = Client::new(config.credentials(Credentials::new("AKIDEXAMPLE", secret)));
    for function in client.call(&ListFunctionsRequest::default()).await?.functions {
        println!("{} {}", function.function_name.unwrap_or_default(), function.runtime.unwrap_or_default());
    }
    Ok(())
}
