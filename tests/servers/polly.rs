use amazon_polly_connector::{Client, Config, Credentials, DescribeVoicesRequest};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let secret = std::env::var("AWS_SECRET_ACCESS_KEY")?;
    let config = Config::new().region("us-east-1").endpoint(std::env::args().nth(1).ok_or("no endpoint")?);
    let client = Client::new(config.credentials(Credentials::new("AKIDEXAMPLE", secret)));
    for voice in client.call(&DescribeVoicesRequest::default()).await?.voices {
        println!("{} {}", voice.id.unwrap_or_default(), voice.supported_engines.join(" "));
    }
    Ok(())
}
